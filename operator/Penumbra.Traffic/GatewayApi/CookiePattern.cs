using System.Text;
using Penumbra.Core.DarkLaunches.Spec;

namespace Penumbra.Traffic.GatewayApi;

/// <summary>
/// A pattern for the Cookie header that finds one cookie among others. It means the same to gateways that match the whole value and to those
/// that search in it, and uses nothing that RE2 lacks.
/// </summary>
internal static class CookiePattern
{
    /// <summary>The pattern of a pilot's cookie.</summary>
    public static string Of(PilotMatch pilot) =>
        $@"^(?:.*;\s*)?{Escape(pilot.Name)}={(pilot.IsRegex ? $"(?:{WithoutAnchors(pilot.Value)})" : Escape(pilot.Value))}(?:\s*;.*)?$";

    // Every sign that is not a letter, a digit or an underscore may be escaped in RE2; beyond ASCII nothing needs it.
    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var sign in text)
        {
            if (char.IsAscii(sign) && !char.IsAsciiLetterOrDigit(sign) && sign != '_' && sign != '-') escaped.Append('\\');
            escaped.Append(sign);
        }

        return escaped.ToString();
    }

    // The user's pattern is for the cookie's value, which stands in the middle of the header: there ^ and $ would never match.
    private static string WithoutAnchors(string pattern)
    {
        var start = pattern.StartsWith('^') ? 1 : 0;
        var end = pattern.Length > start && pattern.EndsWith('$') && !pattern.EndsWith("\\$", StringComparison.Ordinal) ? pattern.Length - 1 : pattern.Length;
        return pattern[start..end];
    }
}
