using Penumbra.Core.SnapshotRefreshes.Effects;
using Penumbra.Core.SnapshotRefreshes.Status;
using Penumbra.Kubernetes.Client;

namespace Penumbra.Databases.Worker;

/// <summary>Where a run is written down: the refresh's status, its ConfigMaps, its events.</summary>
public interface IRunRecord
{
    /// <summary>Reads the worker's part of the status.</summary>
    Task<ApiResult<RefreshStatus>> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Writes the worker's part of the status; null when it is written.</summary>
    Task<ApiFailure?> WriteAsync(RefreshStatus status, CancellationToken cancellationToken);

    /// <summary>Reads what a ConfigMap says; empty where there is none.</summary>
    Task<ApiResult<IReadOnlyDictionary<string, string>>> ReadConfigMapAsync(string name, CancellationToken cancellationToken);

    /// <summary>Writes a ConfigMap; null when it is written.</summary>
    Task<ApiFailure?> WriteConfigMapAsync(string name, IReadOnlyDictionary<string, string> data, CancellationToken cancellationToken);

    /// <summary>Keeps the columns that a good run saw, for the next one.</summary>
    Task<ApiFailure?> KeepColumnsAsync(IReadOnlyList<string> columns, CancellationToken cancellationToken);

    /// <summary>Tells people. Never fails.</summary>
    void Tell(RefreshEffect.EmitEvent told);
}
