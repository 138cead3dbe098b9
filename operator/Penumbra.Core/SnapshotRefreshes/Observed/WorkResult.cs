using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Status;

namespace Penumbra.Core.SnapshotRefreshes.Observed;

/// <summary>What a piece of work on the database came to.</summary>
/// <param name="Step">Which.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Reason">What ended the run, where it failed.</param>
/// <param name="Message">What is wrong, and where: table and column, never a value.</param>
/// <param name="At">When it ended.</param>
/// <param name="Count">How many there were in a row.</param>
public sealed record WorkResult(RefreshStep Step, WorkOutcome Outcome, Reason Reason, string Message, DateTimeOffset At, int Count = 1);
