using System.Collections.Concurrent;
using Penumbra.Kubernetes.Client;

namespace Penumbra.Operator.ShadowDeployments;

/// <summary>The states of all shadows.</summary>
public sealed class ShadowStates
{
    private readonly ConcurrentDictionary<ObjectKey, ShadowState> _states = new();

    /// <summary>The state of a shadow; a new one for a new UID.</summary>
    public ShadowState Of(ObjectKey key, string uid)
    {
        var state = _states.GetOrAdd(key, _ => new ShadowState { Uid = uid });
        return state.Uid == uid ? state : _states[key] = new ShadowState { Uid = uid };
    }

    /// <summary>The state of a shadow, or null.</summary>
    public ShadowState? Find(ObjectKey key, string uid) => _states.TryGetValue(key, out var state) && state.Uid == uid ? state : null;

    /// <summary>Forgets a shadow.</summary>
    public void Remove(ObjectKey key) => _states.TryRemove(key, out _);
}
