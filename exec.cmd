@rem Package scripts begin with exec, so that a signal to npm reaches the program and not a shell. Windows has no exec.
@%*
