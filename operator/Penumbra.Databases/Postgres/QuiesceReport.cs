namespace Penumbra.Databases.Postgres;

/// <summary>What had to be silenced; all zero when it was silent already.</summary>
public sealed record QuiesceReport
{
    /// <summary>The databases that were gone through, sorted.</summary>
    public required IReadOnlyList<string> Databases { get; init; }

    /// <summary>Subscriptions that were dropped, their slots untouched.</summary>
    public int Subscriptions { get; init; }

    /// <summary>User mappings that were dropped.</summary>
    public int UserMappings { get; init; }

    /// <summary>Foreign servers that were dropped, with what hung on them.</summary>
    public int ForeignServers { get; init; }

    /// <summary>Jobs of pg_cron that were removed, their history included.</summary>
    public int ScheduledJobs { get; init; }

    /// <summary>Prepared transactions that were rolled back.</summary>
    public int PreparedTransactions { get; init; }

    /// <summary>Replication slots that were dropped.</summary>
    public int Slots { get; init; }

    /// <summary>Roles that lost LOGIN.</summary>
    public int Roles { get; init; }

    /// <summary>Backends that were ended.</summary>
    public int Backends { get; init; }
}
