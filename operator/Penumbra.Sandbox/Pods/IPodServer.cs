namespace Penumbra.Sandbox.Pods;

/// <summary>What runs inside one pod: a web server in this process, or a program in one of its own.</summary>
public interface IPodServer
{
    /// <summary>Whether its readiness probe succeeds; true where there is none.</summary>
    bool Ready => true;

    /// <summary>Whether the process ended by itself.</summary>
    bool Crashed { get; }

    /// <summary>With what the process ended by itself; null while it runs.</summary>
    int? ExitCode => Crashed ? 137 : null;

    /// <summary>The end of what it said, for those whose container asks for it; null where nothing is known.</summary>
    string? LastWords => null;

    /// <summary>Whether the server has ended after <see cref="BeginStop"/>.</summary>
    bool Stopped { get; }

    /// <summary>
    /// SIGTERM: keeps serving for <paramref name="drain"/> while load balancers forget the pod, then finishes requests in flight
    /// and ends, at the latest after <paramref name="grace"/>.
    /// </summary>
    void BeginStop(TimeSpan drain, TimeSpan grace);

    /// <summary>SIGKILL: connections break.</summary>
    void Kill();
}
