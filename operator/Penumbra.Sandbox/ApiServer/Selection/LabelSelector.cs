using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Penumbra.Sandbox.ApiServer.Json;

namespace Penumbra.Sandbox.ApiServer.Selection;

/// <summary>A label selector in query syntax: equality (<c>a=b</c>, <c>a!=b</c>) and sets (<c>a in (b,c)</c>, <c>a notin (b)</c>, <c>a</c>, <c>!a</c>).</summary>
internal sealed partial class LabelSelector
{
    private readonly IReadOnlyList<Requirement> _requirements;

    private LabelSelector(IReadOnlyList<Requirement> requirements) => _requirements = requirements;

    public static LabelSelector Everything { get; } = new([]);

    public bool IsEverything => _requirements.Count == 0;

    /// <summary>Parses the text; null and a message when it is malformed.</summary>
    public static LabelSelector? Parse(string? text, out string? error)
    {
        error = null;
        if (string.IsNullOrWhiteSpace(text)) return Everything;
        var requirements = new List<Requirement>();
        var rest = text.AsSpan().Trim().ToString();
        while (rest.Length > 0)
        {
            var match = Term().Match(rest);
            if (!match.Success || match.Length == 0)
            {
                error = $"unable to parse requirement: found '{rest}', expected: identifier";
                return null;
            }

            requirements.Add(Read(match));
            rest = rest[match.Length..].TrimStart();
            if (rest.StartsWith(',')) rest = rest[1..].TrimStart();
            else if (rest.Length > 0)
            {
                error = $"found '{rest}', expected: ',' or 'end of string'";
                return null;
            }
        }

        return new LabelSelector(requirements);
    }

    /// <summary>Whether the object's labels satisfy every requirement.</summary>
    public bool Matches(JsonObject obj)
    {
        if (_requirements.Count == 0) return true;
        var labels = obj.Obj("metadata").Obj("labels");
        return _requirements.All(requirement => requirement.Holds(labels.Str(requirement.Key)));
    }

    private static Requirement Read(Match match)
    {
        var key = match.Groups["key"].Value;
        if (match.Groups["not"].Success) return new Requirement(key, Test.Absent, []);
        if (match.Groups["set"].Success)
        {
            string[] values = [.. match.Groups["values"].Value.Split(',', StringSplitOptions.TrimEntries)];
            return new Requirement(key, match.Groups["set"].Value == "in" ? Test.In : Test.NotIn, values);
        }

        if (!match.Groups["op"].Success) return new Requirement(key, Test.Present, []);
        return new Requirement(key, match.Groups["op"].Value == "!=" ? Test.NotIn : Test.In, [match.Groups["value"].Value]);
    }

    [GeneratedRegex(@"^(?<not>!\s*)?(?<key>[A-Za-z0-9][A-Za-z0-9_./-]*)(\s+(?<set>in|notin)\s*\((?<values>[^)]*)\)|\s*(?<op>==|!=|=)\s*(?<value>[A-Za-z0-9_.-]*))?")]
    private static partial Regex Term();

    private enum Test
    {
        In,
        NotIn,
        Present,
        Absent,
    }

    private sealed record Requirement(string Key, Test Test, IReadOnlyList<string> Values)
    {
        public bool Holds(string? label) => Test switch
        {
            Test.In => label is not null && Values.Contains(label, StringComparer.Ordinal),
            Test.NotIn => label is null || !Values.Contains(label, StringComparer.Ordinal),
            Test.Present => label is not null,
            _ => label is null,
        };
    }
}
