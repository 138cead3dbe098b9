namespace Penumbra.Databases.Tests.Worker;

/// <summary>The process is gone at once.</summary>
internal sealed class KilledException : Exception;
