namespace Penumbra.Simulation.Tests;

/// <summary>A run of the simulation has a thread of its own, without a synchronization context: continuations stay where they are completed.</summary>
internal static class OwnThread
{
    private const int Stack = 16 * 1024 * 1024;

    /// <summary>Runs there what is given, and waits for it.</summary>
    public static T Run<T>(Func<T> run)
    {
        T? result = default;
        var thread = new Thread(() => result = run(), Stack);
        thread.Start();
        thread.Join();
        return result!;
    }
}
