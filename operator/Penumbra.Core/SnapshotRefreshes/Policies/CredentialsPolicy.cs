using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Effects;
using Penumbra.Core.SnapshotRefreshes.Observed;
using Penumbra.Core.SnapshotRefreshes.Status;

namespace Penumbra.Core.SnapshotRefreshes.Policies;

/// <summary>A password that this process alone knows. It is kept nowhere: the next process sets one of its own.</summary>
public static class CredentialsPolicy
{
    /// <summary>Sets it, once in a process, and waits until the cloud has taken it.</summary>
    public static RefreshMove? Apply(RefreshView view) => view.IsPublished || view.Temporary is not { } temporary ? null : For(temporary, view.Database, RefreshStep.Credentials);

    /// <summary>The same for any database of ours.</summary>
    /// <param name="database">The database.</param>
    /// <param name="known">What this process knows of it.</param>
    /// <param name="step">The step that it is shown under.</param>
    internal static RefreshMove? For(CloudDatabase database, DatabaseFacts known, RefreshStep step)
    {
        if (!known.PasswordSet) return Step(step, $"sets the master password of {database.Id}") with { Effects = [new RefreshEffect.SetPassword(database.Kind, database.Id, database.ResourceId)] };
        if (known.Done is not null) return null;

        // That it says available just after the call proves nothing: connecting is retried as well.
        var isBusy = database.PasswordPending || CloudStates.Of(database.Status) != CloudState.Ready || database.Address is null;
        return isBusy ? Step(step, $"{database.Id} is {database.Status}") with
        {
            WaitsFor = new CloudTarget(CloudThing.Database, database.Kind, database.Id),
            Mark = $"{database.Status}/{database.PasswordPending}/{database.Progress}",
        }
        : null;
    }

    private static RefreshMove Step(RefreshStep step, string message) => new() { Step = step, Reason = Reason.RefreshRunning, Message = message };
}
