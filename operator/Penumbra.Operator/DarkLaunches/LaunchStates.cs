using System.Collections.Concurrent;
using Penumbra.Kubernetes.Client;

namespace Penumbra.Operator.DarkLaunches;

/// <summary>The states of all launches.</summary>
public sealed class LaunchStates
{
    private readonly ConcurrentDictionary<ObjectKey, LaunchState> _states = new();

    /// <summary>The state of a launch; a new one for a new UID.</summary>
    public LaunchState Of(ObjectKey key, string uid)
    {
        var state = _states.GetOrAdd(key, _ => new LaunchState { Uid = uid });
        if (state.Uid == uid) return state;
        return _states[key] = new LaunchState { Uid = uid };
    }

    /// <summary>The state of a launch, or null.</summary>
    public LaunchState? Find(ObjectKey key, string uid) => _states.TryGetValue(key, out var state) && state.Uid == uid ? state : null;

    /// <summary>Whether a launch has readings that no pass has seen yet.</summary>
    public bool HasReadings(ObjectKey key) => _states.TryGetValue(key, out var state) && state.Inbox.Oldest is not null;

    /// <summary>Forgets a launch.</summary>
    public void Remove(ObjectKey key) => _states.TryRemove(key, out _);
}
