-- What the schema language cannot say.

-- Takes the second factor of somebody who has lost it, and ends the sessions that they opened with it. How many those were;
-- nothing where there is none. Only who could remove the person does so (lib/people/policy.ts says the same), and nobody
-- for themselves: a person shows their second factor to change it.
CREATE FUNCTION reset_second_factor(person uuid) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  ended integer;
BEGIN
  IF person IS NOT DISTINCT FROM acting_user() OR NOT may_remove_person(person) THEN
    RAISE EXCEPTION 'Whoever acts may not take this second factor.' USING ERRCODE = 'insufficient_privilege';
  END IF;
  DELETE FROM totp_secrets WHERE user_id = person AND confirmed_at IS NOT NULL;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  DELETE FROM recovery_codes WHERE user_id = person;
  DELETE FROM challenges WHERE user_id = person;
  UPDATE sessions SET ended_at = acting_at() WHERE user_id = person AND ended_at IS NULL AND expires_at > acting_at();
  GET DIAGNOSTICS ended = ROW_COUNT;
  RETURN ended;
END
$$;
