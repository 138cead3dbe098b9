using System.Globalization;
using System.Text.Json.Nodes;
using Penumbra.Sandbox.Pods;

namespace Penumbra.Simulation.Shadows;

/// <summary>One pod of a Job that replays recorded requests: it tells them to its server in their order until that has them all, whoever else told it some.</summary>
/// <param name="pod">The pod, whose arguments say what it does.</param>
/// <param name="content">What the recording was when the pod opened it.</param>
/// <param name="changed">Called when it has ended.</param>
public sealed class ReplayPod(JsonObject pod, string content, Action changed) : IPodServer
{
    /// <summary>The shadow that it is for.</summary>
    public string Shadow { get; } = Argument(pod, "--shadow");

    /// <summary>What the server's evidence must belong to.</summary>
    public string Subject { get; } = Argument(pod, "--subject");

    /// <summary>How many requests it tells a second.</summary>
    public double Rate { get; } = double.Parse(Argument(pod, "--rate"), CultureInfo.InvariantCulture);

    /// <summary>The recording that it tells: of the time when it was opened.</summary>
    public string Content { get; } = content;

    /// <inheritdoc/>
    public int? ExitCode { get; private set; }

    /// <inheritdoc/>
    public bool Crashed => ExitCode is not null;

    /// <inheritdoc/>
    public bool Stopped { get; private set; }

    /// <summary>All of the recording is told.</summary>
    public void Finish()
    {
        ExitCode = 0;
        changed();
    }

    /// <summary>It is another recording than the one that was begun, or is no longer what it was.</summary>
    public void Fail()
    {
        ExitCode = 1;
        changed();
    }

    /// <inheritdoc/>
    public void BeginStop(TimeSpan drain, TimeSpan grace) => Stopped = true;

    /// <inheritdoc/>
    public void Kill() => Stopped = true;

    private static string Argument(JsonObject pod, string name)
    {
        var arguments = pod["spec"]!["containers"]![0]!["args"]!.AsArray().Select(argument => argument!.GetValue<string>()).ToList();
        return arguments[arguments.IndexOf(name) + 1];
    }
}
