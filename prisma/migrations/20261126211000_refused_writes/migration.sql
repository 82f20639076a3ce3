-- AlterEnum
ALTER TYPE "access_kind" ADD VALUE 'write_refused';
