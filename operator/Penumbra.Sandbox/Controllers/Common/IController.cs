using Penumbra.Sandbox.Cluster;

namespace Penumbra.Sandbox.Controllers.Common;

/// <summary>A level-based controller: told what changed, it names the keys to look at; a pass over a key makes the cluster as it should be.</summary>
public interface IController
{
    /// <summary>The name in logs.</summary>
    string Name { get; }

    /// <summary>The keys that <paramref name="change"/> concerns.</summary>
    IEnumerable<WorkKey> Affected(ClusterChange change);

    /// <summary>Looks at one key and does what is needed. Returns when to look again, or null: at the next change.</summary>
    TimeSpan? Reconcile(WorkKey key);
}
