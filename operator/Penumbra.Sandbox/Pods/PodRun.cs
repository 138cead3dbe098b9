using System.Text.Json.Nodes;
using Penumbra.Sandbox.Controllers.Common;

namespace Penumbra.Sandbox.Pods;

/// <summary>What the node remembers of one pod: its address, its server and how its container fared.</summary>
internal sealed class PodRun
{
    /// <summary>The pod's UID: a later pod of the same name is another one.</summary>
    public required string Uid { get; init; }

    /// <summary>The pod's address, until it is given back.</summary>
    public string? Address { get; set; }

    /// <summary>How its init containers ended, those that are done, in order: the next one runs, or behind the last the pod's own container.</summary>
    public List<(int Code, DateTimeOffset At, DateTimeOffset Started)> Initialized { get; } = [];

    /// <summary>The server of the present container.</summary>
    public IPodServer? Server { get; set; }

    /// <summary>The behaviour of the present container.</summary>
    public PodSettings Settings { get; set; } = new();

    /// <summary>What the last container said at its end, as its <c>terminationMessagePolicy</c> asks for it; null for nothing.</summary>
    public string? LastWords { get; set; }

    /// <summary>When the present container started; null when none runs.</summary>
    public DateTimeOffset? StartedAt { get; set; }

    /// <summary>How often the container was started anew.</summary>
    public int Restarts { get; set; }

    /// <summary>With what and when the last container ended, and when it had started.</summary>
    public (int Code, DateTimeOffset At, DateTimeOffset Started)? LastExit { get; set; }

    /// <summary>Not before then does the next container start.</summary>
    public DateTimeOffset NextStart { get; set; }

    /// <summary>When an image could not be pulled for the first time.</summary>
    public DateTimeOffset? PullFailedAt { get; set; }

    /// <summary>Why no container can be made from the pod's specification, or null.</summary>
    public string? ConfigError { get; set; }

    /// <summary>Whether SIGTERM was sent.</summary>
    public bool Ending { get; set; }

    /// <summary>The init container whose turn it is; null when all are done.</summary>
    public JsonObject? Initializing(JsonObject pod) => pod.Items("spec", "initContainers").Skip(Initialized.Count).FirstOrDefault();

    /// <summary>The container whose turn it is.</summary>
    public JsonObject Current(JsonObject pod) => Initializing(pod) ?? pod.Items("spec", "containers").First();

    /// <summary>Whether the pod ended for good: its containers are never started again.</summary>
    public bool Finished { get; set; }
}
