using System.Globalization;
using System.Text.RegularExpressions;

namespace Penumbra.Databases.Postgres.Loading;

/// <summary>
/// What a client program says on its standard error, and what of it may be told. A sentence of the server may hold a value of the data: it is passed on only where the entry that it is about
/// has no data, such as a type or a right; else the entry is named and nothing more.
/// </summary>
internal sealed partial class ProgramWords(string program, Action<string>? item = null)
{
    // Entries whose making reads no row.
    private static readonly string[] Shapes =
    [
        "SCHEMA", "EXTENSION", "TYPE", "DOMAIN", "FUNCTION", "PROCEDURE", "AGGREGATE", "OPERATOR", "TABLE", "VIEW", "SEQUENCE", "ACL", "DEFAULT ACL", "COMMENT", "TRIGGER", "EVENT TRIGGER", "POLICY", "ROW SECURITY",
        "PUBLICATION", "PUBLICATION TABLE", "PROCEDURAL LANGUAGE", "COLLATION", "CAST", "RULE", "STATISTICS", "TEXT SEARCH CONFIGURATION", "TEXT SEARCH DICTIONARY", "FOREIGN DATA WRAPPER", "BLOB", "BLOB METADATA",
        "SECURITY LABEL", "ACCESS METHOD", "CONVERSION", "SEQUENCE OWNED BY", "DEFAULT", "TABLE ATTACH", "INDEX ATTACH",
    ];

    private readonly Lock _lock = new();
    private string _entry = "";
    private string _first = "";
    private bool _failed;

    /// <summary>Takes a line.</summary>
    public void Hear(string line)
    {
        lock (_lock)
        {
            if (Entry().Match(line) is { Success: true } entry) _entry = entry.Groups["entry"].Value;
            if (Data().Match(line) is { Success: true } data) item?.Invoke(data.Groups["table"].Value);

            // With --verbose pg_restore tells what it does; of what is no such line, nothing may go by.
            if (!Bad().IsMatch(line) && (program == "pg_restore" || line.Length == 0)) return;
            if (_first.Length == 0 || Error().IsMatch(line) && !Error().IsMatch(_first)) _first = line;
            _failed = true;
        }
    }

    /// <summary>What went wrong, for people; null when nothing did.</summary>
    public string? Trouble(int exitCode)
    {
        lock (_lock)
        {
            if (exitCode == 0 && !_failed) return null;
            var text = string.Create(CultureInfo.InvariantCulture, $"{program} {(exitCode == 0 ? "gave a warning" : $"ended with {exitCode}")}");
            if (_entry.Length > 0) text += $" at {_entry}";
            return MayBeTold() ? $"{text}: {Server().Replace(_first, "").Trim()}" : $"{text}{(_first.Length > 0 ? " (the server's sentence may hold a value and is not shown)" : "")}";
        }
    }

    private bool MayBeTold() => _first.Length > 0 && _first.Length < 1000
        && (Harmless().IsMatch(_first) || (_entry.Length > 0 && Array.Exists(Shapes, shape => _entry == shape || _entry.StartsWith($"{shape} ", StringComparison.Ordinal) && !_entry.StartsWith("TABLE DATA", StringComparison.Ordinal))));

    [GeneratedRegex(@"^pg_restore: from TOC entry \d+; \d+ \d+ (?<entry>.+)$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Entry();

    [GeneratedRegex(@"^pg_restore: processing data for table ""(?<table>.+)""$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Data();

    // The program's own words, and the server's, whatever its language: a severity in capitals and two spaces.
    [GeneratedRegex(@"^pg_\w+: (error|warning|fatal|detail|hint):|^(pg_\w+: )?(while \w+: )?\p{Lu}{3,}:  ", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Bad();

    [GeneratedRegex(@"error:|ERROR:", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Error();

    [GeneratedRegex(@"^pg_\w+: (error|warning): (could not execute query: |query failed: )?", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Server();

    // Of names and rights alone.
    [GeneratedRegex(@"permission denied for \w+|server version mismatch|aborting because of server version|must be (owner|superuser)|connection to server|query would be affected by row-level security|Dumping the contents of table ""[^""]+"" failed", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Harmless();
}
