using System.Collections.Immutable;

namespace Penumbra.Core.DarkLaunches.Observed;

/// <summary>The apex or the candidate Service.</summary>
public sealed record ServiceFacts
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its UID: the rules never look at it, a deletion names it.</summary>
    public string Uid { get; init; } = "";

    /// <summary>Its resourceVersion: the rules never look at it, the writes are fenced by it.</summary>
    public string Version { get; init; } = "";

    /// <summary>Whether it carries this launch's label, or (an adopted one) our selector key and annotation.</summary>
    public bool Ours { get; init; }

    /// <summary>Whether it is, or is to be, an adopted one: somebody else's object, whose selector gains our key alone.</summary>
    public bool Adopted { get; init; }

    /// <summary>The other launch that it belongs to; null when it belongs to none.</summary>
    public string? Owner { get; init; }

    /// <summary>The attempt, <c>revision/attempt</c>, in which our lost selector key was put back last; null when it never was. Only an adopted apex has it.</summary>
    public string? Restored { get; init; }

    /// <summary>The stable revision that its annotation names; null when there is none. Only the apex has it.</summary>
    public string? Stable { get; init; }

    /// <summary>The revision that its selector names; null when it selects several.</summary>
    public string? Selects { get; init; }

    /// <summary>Ready endpoints by revision, from its EndpointSlices.</summary>
    public ImmutableSortedDictionary<string, int> Ready { get; init; } = ImmutableSortedDictionary<string, int>.Empty;

    /// <summary>Ready endpoints that belong to no revision (the template's own pods).</summary>
    public int ReadyOthers { get; init; }

    /// <summary>A manager that holds the selector by server-side apply; null when nobody does.</summary>
    public string? SelectorApplier { get; init; }

    /// <summary>Who wrote the selector last besides us; null when nobody did.</summary>
    public string? SelectorChangedBy { get; init; }

    /// <summary>Ready endpoints of a revision.</summary>
    public int ReadyOf(string revision) => Ready.GetValueOrDefault(revision);
}
