using System.Globalization;

namespace Penumbra.Sandbox.RefreshDemo;

/// <summary>What the demo came to: all of it counted.</summary>
public sealed record RefreshSummary
{
    /// <summary>What was done about what masking leaves in the files.</summary>
    public required string Residue { get; init; }

    /// <summary>Whether status says that the published snapshot is clean for a reader of raw blocks too.</summary>
    public required bool Physical { get; init; }

    /// <summary>Empty databases that the first run made to load into.</summary>
    public required int Created { get; init; }

    /// <summary>Personal values that were planted.</summary>
    public required int Planted { get; init; }

    /// <summary>Those of them that stand in production's own files: the proof that the search finds.</summary>
    public required int FoundInProduction { get; init; }

    /// <summary>Worker processes of the first run that were killed.</summary>
    public required int Crashes { get; init; }

    /// <summary>How many were to be killed.</summary>
    public required int Kills { get; init; }

    /// <summary>Temporary databases that the first run restored.</summary>
    public required int Databases { get; init; }

    /// <summary>How the first run ended.</summary>
    public required RefreshRun First { get; init; }

    /// <summary>How the second run ended.</summary>
    public required RefreshRun Second { get; init; }

    /// <summary>Snapshots that somebody else may use, in the end.</summary>
    public required int Published { get; init; }

    /// <summary>Those of them in whose files no planted value was found.</summary>
    public required int Clean { get; init; }

    /// <summary>Whether the ConfigMap names the first run's snapshot, in the end.</summary>
    public required bool Named { get; init; }

    /// <summary>Planted values in the files of published snapshots.</summary>
    public required int Found { get; init; }

    /// <summary>Planted values in their write-ahead logs, which nothing is claimed of.</summary>
    public required int FoundInLog { get; init; }

    /// <summary>Files and bytes of published snapshots that were searched.</summary>
    public required (int Files, long Bytes) Searched { get; init; }

    /// <summary>Requests that the worker or the operator may not make.</summary>
    public required IReadOnlyList<string> Forbidden { get; init; }

    /// <summary>Whether all went as it should.</summary>
    public bool Succeeded =>
        First.Outcome == "Succeeded" && Stopped == 1 && Published == 1 && Clean == 1 && Named && Crashes == Kills && Databases == 1 && Found == 0 && FoundInProduction == Planted && Forbidden.Count == 0
        && Physical == IsFresh && (!IsFresh || (Created > 0 && FoundInLog == 0));

    /// <summary>The lines to print, the last one last.</summary>
    public IReadOnlyList<string> Lines =>
    [
        "",
        $"run {First.Id}: {First.Outcome}, {First.Message}",
        $"run {Second.Id}: {Second.Outcome} at {Second.Step}, {Second.Reason}: {Second.Message}",
        string.Create(CultureInfo.InvariantCulture, $"searched as bytes for {Planted} planted values: production's files have {FoundInProduction}; the published data directory ({Searched.Files} files, {Searched.Bytes / 1e6:0} MB without pg_wal) has {Found}"),
        IsFresh
            ? string.Create(CultureInfo.InvariantCulture, $"    (its write-ahead log has {FoundInLog}; it is of a new database, the {Created}{(Created == 1 ? "st" : Created == 2 ? "nd" : Created == 3 ? "rd" : "th")} that was made; physical: {(Physical ? "true" : "false")})")
            : string.Create(CultureInfo.InvariantCulture, $"    (its write-ahead log, of which nothing is claimed with residue: Rewrite, has {FoundInLog})"),
        .. Forbidden.Select(request => $"forbidden by RBAC: {request}"),
        string.Create(CultureInfo.InvariantCulture,
            $"demo-refresh: published {Clean} clean {Plural(Clean, "snapshot")} after {Crashes} {(Crashes == 1 ? "crash" : "crashes")} on {Databases} temporary {Plural(Databases, "database")}; {Stopped} unclean {Plural(Stopped, "run")} stopped; personal values found in published data: {Found}"),
    ];

    private bool IsFresh => Residue == "Fresh";

    // Stopped by verify, for the column that was forgotten, and for nothing else.
    private int Stopped => Second is { Outcome: "Failed", Reason: "VerifyFailed" } && Second.Message.Contains("customers.phone", StringComparison.Ordinal) ? 1 : 0;

    private static string Plural(int count, string word) => count == 1 ? word : $"{word}s";
}
