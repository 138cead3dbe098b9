using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Effects;
using Penumbra.Core.SnapshotRefreshes.Observed;
using Penumbra.Core.SnapshotRefreshes.Status;

namespace Penumbra.Core.SnapshotRefreshes.Policies;

/// <summary>A password that this process alone knows. It is kept nowhere: the next process sets one of its own.</summary>
public static class CredentialsPolicy
{
    /// <summary>Sets it, once in a process, and waits until the cloud has taken it.</summary>
    public static RefreshMove? Apply(RefreshView view)
    {
        if (view.IsPublished || view.Temporary is not { } temporary) return null;
        if (!view.Database.PasswordSet) return Step($"sets the master password of {temporary.Id}") with { Effects = [new RefreshEffect.SetPassword(temporary.Kind, temporary.Id, temporary.ResourceId)] };
        if (view.Database.Done is not null) return null;

        // That it says available just after the call proves nothing: connecting is retried as well.
        var isBusy = temporary.PasswordPending || CloudStates.Of(temporary.Status) != CloudState.Ready || temporary.Address is null;
        return isBusy ? Step($"{temporary.Id} is {temporary.Status}") with
        {
            WaitsFor = new CloudTarget(CloudThing.Database, temporary.Kind, temporary.Id),
            Mark = $"{temporary.Status}/{temporary.PasswordPending}/{temporary.Progress}",
        }
        : null;
    }

    private static RefreshMove Step(string message) => new() { Step = RefreshStep.Credentials, Reason = Reason.RefreshRunning, Message = message };
}
