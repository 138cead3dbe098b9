namespace Penumbra.Core.ShadowDeployments.Observed;

/// <summary>What is known of the object itself.</summary>
public sealed record ShadowFacts
{
    /// <summary>Its UID.</summary>
    public required string Uid { get; init; }

    /// <summary>The generation of its spec.</summary>
    public long Generation { get; init; }

    /// <summary>When it was created; null when nobody says.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Whether it is being deleted.</summary>
    public bool Deleting { get; init; }

    /// <summary>Whether it carries our finalizer.</summary>
    public bool HasFinalizer { get; init; }

    /// <summary>Whether all of its namespace is being deleted.</summary>
    public bool NamespaceTerminating { get; init; }
}
