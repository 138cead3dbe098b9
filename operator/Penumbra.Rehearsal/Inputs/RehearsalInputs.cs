namespace Penumbra.Rehearsal.Inputs;

/// <summary>The command's options as they were written; null for one that was not.</summary>
public sealed record RehearsalInputs
{
    /// <summary><c>-f</c>: the manifest's file, or <c>-</c> for standard input.</summary>
    public string? File { get; init; }

    /// <summary><c>--name</c>: which launch of the file.</summary>
    public string? Name { get; init; }

    /// <summary><c>--rps</c>: requests a second.</summary>
    public string? Rps { get; init; }

    /// <summary><c>--traffic</c>: a file with recorded data.</summary>
    public string? Traffic { get; init; }

    /// <summary><c>--prometheus</c>: a server that recorded.</summary>
    public string? Prometheus { get; init; }

    /// <summary><c>--from</c>: when the recorded time begins.</summary>
    public string? From { get; init; }

    /// <summary><c>--to</c>: when it ends.</summary>
    public string? To { get; init; }

    /// <summary><c>--step</c>: how far its samples are apart.</summary>
    public string? Step { get; init; }

    /// <summary><c>--matcher</c>: how the stable revision's series are known there.</summary>
    public string? Matcher { get; init; }

    /// <summary><c>--login</c>: the folder of what the server asks for.</summary>
    public string? Login { get; init; }

    /// <summary><c>--fault</c>, each as it was written.</summary>
    public IReadOnlyList<string> Faults { get; init; } = [];

    /// <summary><c>--base-errors</c>: the share of requests that fail without a fault.</summary>
    public string? BaseErrors { get; init; }

    /// <summary><c>--base-latency</c>: median and 99th percentile without a fault.</summary>
    public string? BaseLatency { get; init; }

    /// <summary><c>--pilots-rps</c>: requests a second of pilots.</summary>
    public string? PilotsRps { get; init; }

    /// <summary><c>--pod-start</c>: how long a pod takes to become ready.</summary>
    public string? PodStart { get; init; }

    /// <summary><c>--approve-after</c>: how long a person takes at a manual gate.</summary>
    public string? ApproveAfter { get; init; }

    /// <summary><c>--runs</c>: launches of each kind.</summary>
    public string? Runs { get; init; }

    /// <summary><c>--seed</c>: what chance begins with.</summary>
    public string? Seed { get; init; }

    /// <summary><c>-o</c>: text or json.</summary>
    public string Output { get; init; } = "text";

    /// <summary><c>--html</c>: a file for a page.</summary>
    public string? Html { get; init; }
}
