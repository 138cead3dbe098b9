using System.Text.RegularExpressions;

namespace Penumbra.Databases.Postgres.Loading;

/// <summary>A dump of shapes alone, in memory, and the entries of its table of contents in the order in which they are to be made.</summary>
/// <param name="Content">The archive.</param>
/// <param name="Schemas">Schemas.</param>
/// <param name="Shapes">Everything else that is neither a right nor waits for one.</param>
/// <param name="Rights">Rights.</param>
/// <param name="Late">What needs the rights: filling materialised views; and what would act on everything before it: event triggers.</param>
internal sealed partial record Archive(ReadOnlyMemory<byte> Content, IReadOnlyList<string> Schemas, IReadOnlyList<string> Shapes, IReadOnlyList<string> Rights, IReadOnlyList<string> Late)
{
    /// <summary>Sorts a list as <c>pg_restore --list</c> gives it.</summary>
    public static Archive Of(ReadOnlyMemory<byte> content, IEnumerable<string> list)
    {
        var (schemas, shapes, rights, late) = (new List<string>(), new List<string>(), new List<string>(), new List<string>());
        foreach (var line in list)
        {
            if (Entry().Match(line) is not { Success: true } match) continue;
            var what = match.Groups["what"].Value;
            var sorted = what.StartsWith("SCHEMA ", StringComparison.Ordinal) ? schemas
                : what.StartsWith("ACL ", StringComparison.Ordinal) || what.StartsWith("DEFAULT ACL ", StringComparison.Ordinal) ? rights
                : what.StartsWith("MATERIALIZED VIEW DATA ", StringComparison.Ordinal) || what.StartsWith("EVENT TRIGGER ", StringComparison.Ordinal) ? late
                : shapes;
            sorted.Add(line);
        }

        return new Archive(content, schemas, shapes, rights, late);
    }

    [GeneratedRegex(@"^\d+; \d+ \d+ (?<what>.+)$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Entry();
}
