using System.Text.RegularExpressions;

namespace Penumbra.Databases.Postgres.Verifying;

/// <summary>What looks like personal data: by the name of a column, or by what stands in it.</summary>
internal static partial class PersonalData
{
    /// <summary>Kinds of contents: the name, a condition on the text <c>{0}</c>, and the share of filled rows from which it counts (0: one row is enough).</summary>
    public static readonly (string Name, string Condition, double Share)[] Contents =
    [
        // Domains that cannot exist are what masks make (RFC 2606).
        ("addresses of mail", @"{0} ~ '[[:alnum:]][[:alnum:]._%+-]*@[[:alnum:]-]+(\.[[:alnum:]-]+)*\.[[:alpha:]]{{2,}}' AND regexp_replace({0}, '@[[:alnum:].-]*\.(invalid|example|test|localhost)\M|@example\.(com|net|org)\M', '', 'gi') ~ '[[:alnum:]]@[[:alnum:]-]+\.'", 0),
        ("numbers of phones", @"{0} ~ '^\s*(\+|00)[0-9][0-9 ()./-]{{6,18}}[0-9]\s*$|^\s*\(?[0-9]{{2,4}}\)?[ ./-][0-9]{{2,4}}[ ./-][0-9]{{3,4}}\s*$'", 0.2),
        ("numbers of bank accounts", @"{0} ~ '\m[A-Z]{{2}}[0-9]{{2}} ?([A-Z0-9]{{4}} ?){{2,7}}[A-Z0-9]{{1,4}}\M' AND {0} ~ '[0-9]{{6}}|[0-9]{{4}} [0-9]{{4}}'", 0.2),
        ("numbers of cards", @"{0} ~ '^\s*[3-6][0-9]{{3}}([ -]?[0-9]{{4}}){{2}}[ -]?[0-9]{{3,4}}\s*$'", 0.2),
        ("network addresses", @"{0} ~ '^\s*([0-9]{{1,3}}\.){{3}}[0-9]{{1,3}}\s*$'", 0.2),
    ];

    /// <summary>Whether a column's name, in a table of that name, says that people are in it.</summary>
    public static bool IsNamed(string table, string column)
    {
        var name = Boundary().Replace(column, "${low}_${high}").ToLowerInvariant();
        return Always().IsMatch(name) || (OfPeople().IsMatch(name) && People().IsMatch(table.ToLowerInvariant()));
    }

    [GeneratedRegex("(?<low>[a-z0-9])(?<high>[A-Z])", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Boundary();

    [GeneratedRegex(
        "(^|_)(e_?mails?|mail_?address|phones?|tel|telephone|mobile|cell|fax|(first|last|full|given|family|sur|middle|maiden|nick|user|display|holder|contact)_?name|login"
        + "|(street|home|postal|mailing|billing|shipping|delivery|ip)?_?addr(ess)?(_?(line)?_?[0-9])?|street|zip|zip_?code|post_?code|postal_?code|birth_?(date|day|place)?|date_?of_?birth|dob"
        + "|ssn|social_?security(_?number)?|national_?id|personal_?(code|id|number)|id_?card|passport(_?(no|number))?|driver_?licen[cs]e|tax_?(id|number)|iban|bic|account_?(no|number)|card_?(no|number|holder)"
        + "|pass_?word|passwd|pwd|password_?hash|secret|api_?key|access_?token|refresh_?token|token|gender|religion|ethnicity|latitude|longitude|ip)($|_)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Always();

    [GeneratedRegex("(^|_)(name|city|town|title|notes?|comments?|remarks?|age|photo|avatar|signature)($|_)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex OfPeople();

    [GeneratedRegex("(customer|client|user|person|people|employee|staff|patient|member|contact|guest|student|teacher|driver|passenger|subscriber|profile|account_?holder|applicant|candidate|lead)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex People();
}
