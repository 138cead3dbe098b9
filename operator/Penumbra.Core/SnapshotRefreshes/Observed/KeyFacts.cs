namespace Penumbra.Core.SnapshotRefreshes.Observed;

/// <summary>What is known of the key.</summary>
/// <param name="Found">Whether it exists and may be seen.</param>
/// <param name="Enabled">Whether it can be used.</param>
/// <param name="ByCloud">Whether it is a key of the cloud itself, such as the account's default: what it encrypts cannot be shared.</param>
public sealed record KeyFacts(bool Found, bool Enabled, bool ByCloud);
