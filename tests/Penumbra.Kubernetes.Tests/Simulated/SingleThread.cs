namespace Penumbra.Kubernetes.Tests.Simulated;

/// <summary>
/// Keeps a test on its thread: the synchronization context of the test runner would move continuations to others, both where they were
/// awaited and where they are completed. The runner sets its own again for the next test.
/// </summary>
public static class SingleThread
{
    public static void Enter() => SynchronizationContext.SetSynchronizationContext(null);

    public static T Start<T>(Func<T> work)
        where T : Task
    {
        Enter();
        return work();
    }
}
