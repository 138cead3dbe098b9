using Penumbra.Databases.Postgres.Connecting;
using Penumbra.Databases.Postgres.Statements;

namespace Penumbra.Databases.Postgres.Masking;

/// <summary>
/// The permutation of digits, as functions of the database. A number of n digits goes through four rounds of a Feistel network over decimal halves (as in FF1,
/// NIST SP 800-38G, with SHA-256 as the round function), is turned by a keyed distance, and goes back through the four rounds: so every number of n digits has exactly one
/// image, of n digits, and never itself. Functions hold no key: it comes as a parameter. They are dropped before the rewrite.
/// </summary>
internal static class MaskFunctions
{
    private const string Number = $"{SqlNames.Own}.mask_number";

    /// <summary>Masks the digits of a text: <c>mask_digits(value, key, turn)</c>.</summary>
    public const string Digits = $"{SqlNames.Own}.mask_digits";

    /// <summary>Masks an integer: <c>mask_integer(value, key, turn)</c>.</summary>
    public const string Integer = $"{SqlNames.Own}.mask_integer";

    private const string Round = "((get_byte(h, 0)::bigint << 40) | (get_byte(h, 1)::bigint << 32) | (get_byte(h, 2)::bigint << 24) | (get_byte(h, 3) << 16) | (get_byte(h, 4) << 8) | get_byte(h, 5))";

    private static readonly string[] Statements =
    [
        $$"""
        CREATE OR REPLACE FUNCTION {{Number}}(n bigint, digits int, key bytea, turn bigint) RETURNS bigint LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $body$
        DECLARE
            wide bigint := 10::bigint ^ (digits / 2); narrow bigint := 10::bigint ^ (digits - digits / 2);
            l bigint := n / narrow; r bigint := n % narrow; x bigint; h bytea; tag bigint := digits::bigint << 40;
        BEGIN
            h := sha256(key || int8send(tag | r)); l := (l + {{Round}}) % wide;
            h := sha256(key || int8send((tag | l) + (1::bigint << 50))); r := (r + {{Round}}) % narrow;
            h := sha256(key || int8send((tag | r) + (2::bigint << 50))); l := (l + {{Round}}) % wide;
            h := sha256(key || int8send((tag | l) + (3::bigint << 50))); r := (r + {{Round}}) % narrow;
            x := (l * narrow + r + turn % (wide * narrow)) % (wide * narrow);
            l := x / narrow; r := x % narrow;
            h := sha256(key || int8send((tag | l) + (3::bigint << 50))); r := (r - {{Round}} % narrow + narrow) % narrow;
            h := sha256(key || int8send((tag | r) + (2::bigint << 50))); l := (l - {{Round}} % wide + wide) % wide;
            h := sha256(key || int8send((tag | l) + (1::bigint << 50))); r := (r - {{Round}} % narrow + narrow) % narrow;
            h := sha256(key || int8send(tag | r)); l := (l - {{Round}} % wide + wide) % wide;
            RETURN l * narrow + r;
        END $body$
        """,
        // A longer row of digits goes in pieces of 18; each piece but the first is keyed by the one before it, so that the whole stays one to one.
        $$"""
        CREATE OR REPLACE FUNCTION {{Digits}}(value text, key bytea, turn bigint) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $body$
        DECLARE
            others text := translate(value, '0123456789', ''); bare text; piece text; masked text := ''; merged text := ''; at int := 1; k bytea := key; shown text;
        BEGIN
            IF others = '' AND length(value) BETWEEN 1 AND 18 THEN RETURN lpad({{Number}}(value::bigint, length(value), key, turn)::text, length(value), '0'); END IF;
            bare := translate(value, others, '');
            IF bare = '' THEN RETURN value; END IF;
            WHILE at <= length(bare) LOOP
                piece := substr(bare, at, 18);
                masked := masked || lpad({{Number}}(piece::bigint, length(piece), k, turn)::text, length(piece), '0');
                k := sha256(k || convert_to(piece, 'UTF8'));
                at := at + 18;
            END LOOP;
            IF others = '' THEN RETURN masked; END IF;
            at := 1;
            FOREACH shown IN ARRAY string_to_array(value, NULL) LOOP
                IF position(shown IN '0123456789') > 0 THEN
                    merged := merged || substr(masked, at, 1);
                    at := at + 1;
                ELSE
                    merged := merged || shown;
                END IF;
            END LOOP;
            RETURN merged;
        END $body$
        """,
        // A number may not begin with 0, nor outgrow the smallest of the types that hold it: the permutation is walked on until it does neither, which keeps it one to one. So the image of a
        // number is the same in columns of all widths, as a foreign key may tie an integer to a bigint.
        $$"""
        CREATE OR REPLACE FUNCTION {{Integer}}(value bigint, key bytea, turn bigint) RETURNS bigint LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $body$
        DECLARE
            digits int := length(ltrim(value::text, '-')); low bigint := abs(value) % 1000000000000000000; high bigint := abs(value) - low;
            below int := (value < 0)::int; small bigint := 32767 + below; middle bigint := 2147483647::bigint + below; first bigint; last bigint := 9223372036854775807 - high;
        BEGIN
            first := CASE digits WHEN 19 THEN 0 WHEN 1 THEN below ELSE 10::bigint ^ (digits - 1) END;
            IF abs(value) <= small THEN last := small;
            ELSIF abs(value) <= middle THEN first := greatest(first, small + 1); last := middle;
            ELSIF digits < 19 THEN first := greatest(first, middle + 1);
            END IF;
            LOOP
                low := {{Number}}(low, least(digits, 18), key, turn);
                EXIT WHEN low BETWEEN first AND last;
            END LOOP;
            RETURN CASE WHEN value < 0 THEN -(high + low) ELSE high + low END;
        END $body$
        """,
    ];

    /// <summary>Makes them, or makes them anew.</summary>
    public static async Task CreateAsync(Session session, CancellationToken cancellationToken)
    {
        foreach (var statement in Statements) await session.RunAsync(statement, cancellationToken);
    }

    /// <summary>Removes them.</summary>
    public static async Task DropAsync(Session session, CancellationToken cancellationToken)
    {
        await session.RunAsync($"DROP FUNCTION IF EXISTS {Integer}(bigint, bytea, bigint)", cancellationToken);
        await session.RunAsync($"DROP FUNCTION IF EXISTS {Digits}(text, bytea, bigint)", cancellationToken);
        await session.RunAsync($"DROP FUNCTION IF EXISTS {Number}(bigint, integer, bytea, bigint)", cancellationToken);
    }
}
