namespace Penumbra.Databases.Postgres;

/// <summary>
/// What a run does inside its temporary database. Every act looks first and is safe to repeat, from any process: what stands in the database
/// decides what is left. Nothing expected is thrown: a <see cref="WorkResult{T}"/> tells it, with one of the four kinds of error. Cancelling throws.
/// </summary>
public interface IDatabaseWork
{
    /// <summary>
    /// Makes the database still, so that nothing in it acts on its own and nobody else is in it: subscriptions (their slots untouched), user
    /// mappings, foreign servers, scheduled jobs, prepared transactions and slots go; all other roles lose LOGIN and all other backends end. In every database.
    /// </summary>
    Task<WorkResult<QuiesceReport>> QuiesceAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Runs the steps in order, each statement once however often this is called. Before the first it takes down what the checks of the plan need to
    /// know of the original (keyed hashes). Stops at a container step, with the
    /// database made ready for whoever logs in next: run it, add its name to <see cref="SanitizePlan.ContainersDone"/>, call again.
    /// </summary>
    Task<WorkResult<SanitizeReport>> SanitizeAsync(SanitizePlan plan, IProgress<WorkProgress>? progress, CancellationToken cancellationToken);

    /// <summary>Rewrites everything that masking leaves in the files and proves it; <see cref="WorkProblem.ResidueLeft"/> names what could not be.</summary>
    Task<WorkResult<RewriteReport>> RewriteAsync(IProgress<WorkProgress>? progress, CancellationToken cancellationToken);

    /// <summary>
    /// Runs all the checks, and writes the proof into the database when all passed. A check that fails or cannot run is a failure that names every
    /// such check, by counts alone. The fence of the report is the one after the proof was written: it is what must still stand when the snapshot is available.
    /// </summary>
    Task<WorkResult<VerifyReport>> VerifyAsync(VerifyPlan plan, IProgress<WorkProgress>? progress, CancellationToken cancellationToken);

    /// <summary>
    /// Fills this new, empty database with what the verified one holds, and compares the two. A load that was begun and not finished is not gone on with
    /// (<see cref="WorkProblem.RestoreAnew"/>: only another new database is empty); one that an earlier process finished is compared again.
    /// </summary>
    Task<WorkResult<LoadReport>> LoadAsync(LoadPlan plan, IProgress<WorkProgress>? progress, CancellationToken cancellationToken);

    /// <summary>Reads the fence without moving it. Fails when somebody else could write: another role may log in, or another backend is there.</summary>
    Task<WorkResult<Fence>> ReadFenceAsync(CancellationToken cancellationToken);
}
