using Penumbra.Core.SnapshotRefreshes.Effects;
using Penumbra.Core.SnapshotRefreshes.Observed;
using Penumbra.Core.SnapshotRefreshes.Spec;

namespace Penumbra.Databases.Rds;

/// <summary>The cloud, as far as a refresh needs it. Expected failures are results; only cancellation throws.</summary>
public interface ICloud
{
    /// <summary>What is to be looked at once, before anything costs money. What cannot be told is null.</summary>
    Task<CloudResult<PreflightFacts>> PreflightAsync(SnapshotRefreshSpec spec, CancellationToken cancellationToken);

    /// <summary>The whole account, as far as a run looks at it.</summary>
    /// <param name="spec">Which source.</param>
    /// <param name="shared">The snapshots whose shares are read too, by a call each.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    Task<CloudResult<CloudFacts>> ObserveAsync(SnapshotRefreshSpec spec, IReadOnlyCollection<string> shared, CancellationToken cancellationToken);

    /// <summary>The facts with one thing looked at anew: one call, while nothing but it is waited for.</summary>
    /// <param name="facts">What is known.</param>
    /// <param name="target">The thing.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<CloudResult<CloudFacts>> LookAsync(CloudFacts facts, CloudTarget target, CancellationToken cancellationToken);

    /// <summary>Carries out an effect that writes to the cloud; null when it was done.</summary>
    /// <param name="effect">The effect.</param>
    /// <param name="spec">What its database is to be like.</param>
    /// <param name="password">The master password, for the effects that set it.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<CloudFailure?> CarryOutAsync(RefreshEffect effect, SnapshotRefreshSpec spec, string password, CancellationToken cancellationToken);
}
