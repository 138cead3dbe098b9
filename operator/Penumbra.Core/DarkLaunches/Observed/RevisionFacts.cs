using System.Collections.Immutable;
using Penumbra.Core.DarkLaunches.Status;
using Penumbra.Core.Objectives;

namespace Penumbra.Core.DarkLaunches.Observed;

/// <summary>One revision: a Deployment of the launch's own.</summary>
public sealed record RevisionFacts
{
    /// <summary>The revision: the value of its label.</summary>
    public required string Hash { get; init; }

    /// <summary>The Deployment's name.</summary>
    public required string Deployment { get; init; }

    /// <summary>The Deployment's UID.</summary>
    public required string Uid { get; init; }

    /// <summary>The Deployment's resourceVersion: the rules never look at it, the writes are fenced by it.</summary>
    public string Version { get; init; } = "";

    /// <summary>Identifies the pod template without our keys.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>How many replicas it asks for.</summary>
    public int Replicas { get; init; }

    /// <summary>How many of its pods are ready, for its present generation.</summary>
    public int Ready { get; init; }

    /// <summary>How many pods exist, ready or not, ending ones included.</summary>
    public int Pods { get; init; }

    /// <summary>How often the containers of each of its pods have restarted, by UID; null where nobody looked.</summary>
    public ImmutableSortedDictionary<string, PodRestarts>? Restarts { get; init; }

    /// <summary>When it was created.</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>Its present attempt, from 1.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>How the present attempt ended; null while it has not.</summary>
    public RevisionOutcome? Outcome { get; init; }

    /// <summary>The images of its containers.</summary>
    public IReadOnlyList<string> Images { get; init; } = [];

    /// <summary>Whether it is being deleted.</summary>
    public bool Deleting { get; init; }
}
