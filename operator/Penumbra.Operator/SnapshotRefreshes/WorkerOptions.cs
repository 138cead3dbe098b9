namespace Penumbra.Operator.SnapshotRefreshes;

/// <summary>How workers are run: an administrator says it, never a tenant.</summary>
/// <param name="Image">The worker's image: the operator's own.</param>
/// <param name="CloudEndpoint">Another address for all cloud services; null for the cloud's own.</param>
/// <param name="DatabaseTls">How connections to databases are protected; null for verified.</param>
/// <param name="DatabaseAuthorities">A file of the image with the certificates that databases are trusted by; null for the image's own authorities.</param>
/// <param name="LeastPoll">The shortest pause between two looks of a worker at the cloud, in seconds; null for the usual 15.</param>
public sealed record WorkerOptions(string Image, string? CloudEndpoint = null, string? DatabaseTls = null, string? DatabaseAuthorities = null, int? LeastPoll = null);
