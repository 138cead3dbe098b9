namespace Penumbra.Core.SnapshotRefreshes.Observed;

/// <summary>
/// Reads the cloud's statuses into four meanings. A closed list is a bug: the cloud answers <c>pending</c> for copies, which no page names.
/// The dead ones are those that the control plane of RDS calls terminal.
/// </summary>
public static class CloudStates
{
    /// <summary>The key of a database is away for the moment. It comes back with its key: nobody deletes it meanwhile.</summary>
    public const string KeyAway = "inaccessible-encryption-credentials-recoverable";

    /// <summary>Dead as the others, and of a kind that another attempt mends hours later: the cloud has no machine of the class for the moment.</summary>
    public const string NoRoom = "insufficient-capacity";

    /// <summary>What a status means.</summary>
    public static CloudState Of(string status) => status switch
    {
        "available" or "backing-up" or "storage-optimization" => CloudState.Ready,
        "deleting" or "deleted" => CloudState.Leaving,
        "failed" or "restore-failed" or "restore-error" or "migration-failed" or "cloning-failed" or "storage-failure" or "storage-full" or "inaccessible-encryption-credentials"
            or NoRoom or "insufficient-resource-limits" => CloudState.Dead,
        _ => status.StartsWith("incompatible-", StringComparison.Ordinal) ? CloudState.Dead : CloudState.Busy,
    };
}
