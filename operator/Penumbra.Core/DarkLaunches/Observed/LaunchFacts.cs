using System.Collections.Immutable;

namespace Penumbra.Core.DarkLaunches.Observed;

/// <summary>The launch object itself, without its spec.</summary>
public sealed record LaunchFacts
{
    /// <summary>Its namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its UID.</summary>
    public required string Uid { get; init; }

    /// <summary>Its generation.</summary>
    public long Generation { get; init; }

    /// <summary>When it was created; null when nobody says.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Whether it is being deleted.</summary>
    public bool Deleting { get; init; }

    /// <summary>Whether its namespace is being deleted: then nothing can be saved, and nothing may be waited for.</summary>
    public bool NamespaceTerminating { get; init; }

    /// <summary>Whether our finalizer is on it.</summary>
    public bool HasFinalizer { get; init; }

    /// <summary>The acts that its annotations ask for, such as <c>approve</c> to <c>3b02ee90/1/4</c>.</summary>
    public ImmutableSortedDictionary<string, string> Acts { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Who says the acts, by <c>approved-by</c>; empty for nobody who names himself.</summary>
    public string ApprovedBy { get; init; } = "";
}
