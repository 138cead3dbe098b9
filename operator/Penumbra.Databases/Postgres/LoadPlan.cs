namespace Penumbra.Databases.Postgres;

/// <summary>What is loaded from where. It holds the key: it is never logged.</summary>
public sealed class LoadPlan
{
    /// <summary>The host of the verified database; role, password and everything else are those of the new one.</summary>
    public required string FromHost { get; init; }

    /// <summary>Its port.</summary>
    public required int FromPort { get; init; }

    /// <summary>The cloud's own id of the verified database.</summary>
    public required string FromResourceId { get; init; }

    /// <summary>The cloud's own id of the new database.</summary>
    public required string ResourceId { get; init; }

    /// <summary>The fence behind the proof of the verified database: while it stands there, what is dumped is what was verified.</summary>
    public required string Fence { get; init; }

    /// <summary>The key that the mark of a whole load is made with, and the digests that are compared.</summary>
    public required ReadOnlyMemory<byte> Key { get; init; }

    /// <summary>Shows where from alone.</summary>
    public override string ToString() => $"{nameof(LoadPlan)} from {FromHost}:{FromPort}";
}
