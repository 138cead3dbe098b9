using System.Text.RegularExpressions;
using Penumbra.Comparison.Differing;

namespace Penumbra.Comparison.Configuration;

/// <summary>
/// Which fields' values may be kept at all. A person names them one by one; what may carry a credential, or the path and query of a request, is never among them, and what no answer can have under that
/// name is said rather than passed over.
/// </summary>
internal static partial class AllowedField
{
    private const int Longest = 512;
    private const string Right = "name a field such as body.currency, body.items[].price, header.content-language or status";

    // Whole families: which header a service keeps its tokens in is its own choice.
    private static readonly string[] OfCredentials = ["auth", "token", "cookie", "session", "secret", "passw", "credential", "key", "csrf", "xsrf", "jwt", "signature", "assertion", "oidc", "saml", "bearer", "otp"];
    private static readonly string[] OfRequests = ["location", "url", "uri", "path", "referer", "referrer", "refresh", "link"];

    /// <summary>What would be right; null where the field may be kept.</summary>
    /// <param name="path">The field, as reports show it.</param>
    /// <param name="strip">Headers that are not even sent on.</param>
    public static string? Problem(string path, IReadOnlyList<string> strip)
    {
        if (path.Length > Longest) return $"is longer than {Longest} characters; {Right}";
        if (path == "status") return null;
        if (path == "body") return "is the whole answer; name one field in it, such as body.currency";
        if (path.StartsWith("cookie.", StringComparison.Ordinal) || path == "cookie") return "is a cookie, and cookies carry sessions; of them the shapes alone are shown: remove it";
        if (path.StartsWith("header.", StringComparison.Ordinal)) return Header(path["header.".Length..], strip);
        if (!Body().IsMatch(path)) return $"is no path of a field; {Right}";
        return Hidden(path);
    }

    /// <summary>What would be right for the path of a field with a name that looks like a value: what is found never has it, so that nothing would ever match. Null where every name may stand as it is.</summary>
    /// <param name="path">The field, such as <c>body.items[].price</c>, <c>header.etag</c> or <c>cookie.theme</c>.</param>
    public static string? Hidden(string path)
    {
        // A header and a cookie are one name each, points and all.
        var names = path.StartsWith("body", StringComparison.Ordinal) ? path.Split('.').Skip(1).Select(part => part.TrimEnd('[', ']')) : path.Split('.', 2).Skip(1);
        return names.FirstOrDefault(key => key != FieldName.Key && !FieldName.IsName(key)) is { } key
            ? $"has the key {key}, which looks like a value: reports show such keys as {FieldName.Key}; write {FieldName.Key} in its place"
            : null;
    }

    private static string? Header(string name, IReadOnlyList<string> strip)
    {
        if (!Token().IsMatch(name)) return "is no header by its lower-case name; write it such as header.content-language";
        if (OfCredentials.Any(word => name.Contains(word, StringComparison.Ordinal)) || strip.Contains(name, StringComparer.OrdinalIgnoreCase)) return "may carry credentials; of it the shapes alone are shown: remove it";
        if (name.Split('-').Intersect(OfRequests, StringComparer.Ordinal).Any()) return "may carry the path and query of a request; of it the shapes alone are shown: remove it";
        if (!HeaderComparer.IsCompared(name)) return "is not compared; remove it";
        return FieldName.IsName(name) ? null : "has a name that looks like a value, and reports show no such name: remove it";
    }

    [GeneratedRegex(@"\Abody(\[\])*(\.[^.\[\]\s]{1,64}(\[\])*)*\z")]
    private static partial Regex Body();

    [GeneratedRegex(@"\A[!#$%&'*+.^_`|~0-9a-z-]{1,100}\z")]
    private static partial Regex Token();
}
