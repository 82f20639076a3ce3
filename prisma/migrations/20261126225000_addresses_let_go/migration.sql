-- AlterEnum
ALTER TYPE "access_kind" ADD VALUE 'name_changed';

-- What the schema language cannot say.

-- Somebody who belongs to nothing any more keeps neither an address as confirmed nor a single sign-on, once somebody who belongs
-- to something shows that it is theirs: it is they themselves, who were invited again and have another account, or who has the
-- address now. Asked for anybody who belongs to something, either does nothing.
CREATE FUNCTION let_go_of_address("address" text) RETURNS void LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  UPDATE users u SET email_verified_at = NULL WHERE u.email = address AND u.email_verified_at IS NOT NULL
    AND NOT EXISTS (SELECT FROM memberships m WHERE m.user_id = u.id AND m.ended_at IS NULL)
$$;

CREATE FUNCTION let_go_of_identity("provider" text, "person" text) RETURNS void LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DELETE FROM linked_identities i WHERE i.issuer = provider AND i.subject = person
    AND NOT EXISTS (SELECT FROM memberships m WHERE m.user_id = i.user_id AND m.ended_at IS NULL)
$$;
