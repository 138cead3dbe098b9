using Npgsql;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Databases.Postgres.Connecting;
using Penumbra.Databases.Postgres.Masking;
using Penumbra.Databases.Postgres.Verifying;
using Penumbra.Kubernetes.Client;

namespace Penumbra.Databases.Postgres.Statements;

/// <summary>Goes through the units of a plan, each once, each in a transaction with its mark.</summary>
internal sealed class Sanitizing(Session session, SanitizePlan plan, TimeProvider time, IProgress<WorkProgress>? progress)
{
    // A production master often has time limits; masking is one long transaction.
    private static readonly string[] Settings =
        ["synchronous_commit = off", "work_mem = '256MB'", "maintenance_work_mem = '256MB'", "statement_timeout = 0", "lock_timeout = 0", "idle_in_transaction_session_timeout = 0"];

    private readonly IReadOnlyList<MaskRule> _everyRule = [.. plan.Steps.OfType<SanitizeStep.Mask>().SelectMany(step => step.Rules)];
    private SanitizeReport _report = new();
    private string _prepared = "";

    public async Task<WorkResult<SanitizeReport>> RunAsync(CancellationToken cancellationToken)
    {
        var cut = Units.Of(plan);
        if (cut.Value is not { } units) return cut.Failure!;
        var marks = await Marks.ReadAsync(session, cancellationToken);
        if (marks.Judge(units) is { } anew) return anew;
        if (plan.Steps.Any(step => step is SanitizeStep.Container)) await ContainerLogins.EndAsync(session, cancellationToken);

        foreach (var unit in units)
        {
            if (unit is Unit.Container container && (container.Step == plan.Until || !(marks.Has(unit) || plan.ContainersDone.Contains(container.Step))))
                return await ContainerLogins.BeginAsync(session, container.Step, cancellationToken) is { } loud ? loud : _report with { NextContainer = container.Step };
            if (marks.Has(unit))
            {
                if (unit is Unit.Statement or Unit.Mask) _report = _report with { Skipped = _report.Skipped + 1 };
                continue;
            }

            progress?.Report(new WorkProgress(unit.Step, unit.What, unit.Ordinal, units.Count));
            if (await PrepareAsync(unit, cancellationToken) is { } refused) return refused;
            if (await RunAsync(unit, cancellationToken) is { } failure) return failure;
        }

        return await SurvivorSearch.JudgeAsync(session, null, cancellationToken) is { } unclean ? unclean : _report;
    }

    // Each step begins with the settings of a new session, so that it finds the same ones when it is resumed.
    private async Task<WorkFailure?> PrepareAsync(Unit unit, CancellationToken cancellationToken)
    {
        if (_prepared == unit.Step) return null;
        await session.RunAsync("RESET ALL", cancellationToken);
        foreach (var setting in Settings) await session.RunAsync($"SET {setting}", cancellationToken);
        if (await Secrecy.KeepAsync(session, cancellationToken) is { } talkative) return talkative;
        try
        {
            await session.RunAsync("SET session_replication_role = replica", cancellationToken);
        }
        catch (PostgresException exception) when (exception.SqlState == "42501")
        {
            return new WorkFailure(ErrorKind.Terminal, WorkProblem.SqlFailed, "the role may not set session_replication_role to replica, so that triggers would copy old values elsewhere");
        }

        _prepared = unit.Step;
        return null;
    }

    private async Task<WorkFailure?> RunAsync(Unit unit, CancellationToken cancellationToken)
    {
        if (unit is Unit.Statement { Sql.Kind: not StatementKind.Marked } bare)
        {
            var (_, wrong) = await StatementAsync(bare, cancellationToken);
            if (wrong is not null || !unit.IsMarked) return wrong;
            await Marks.WriteAsync(session, unit, 0, time.GetUtcNow(), cancellationToken);
            _report = _report with { Ran = _report.Ran + 1 };
            return null;
        }

        await session.RunAsync("BEGIN", cancellationToken);
        var (rows, failure) = await InTransactionAsync(unit, cancellationToken);
        if (failure is not null)
        {
            await session.RollBackAsync(cancellationToken);
            return failure;
        }

        await Marks.WriteAsync(session, unit, rows, time.GetUtcNow(), cancellationToken);
        // Deferred constraints speak at the end.
        if (await CommitAsync(unit, cancellationToken) is { } late) return late;
        if (unit is Unit.Statement or Unit.Mask) _report = _report with { Ran = _report.Ran + 1, Rows = _report.Rows + Math.Max(0, rows) };
        return null;
    }

    private async Task<(long Rows, WorkFailure? Failure)> InTransactionAsync(Unit unit, CancellationToken cancellationToken)
    {
        await session.RunAsync("SET LOCAL session_replication_role = replica", cancellationToken);
        await session.RunAsync("SET LOCAL row_security = off", cancellationToken);
        switch (unit)
        {
            case Unit.Statement statement:
                return await StatementAsync(statement, cancellationToken);
            case Unit.Mask mask:
                return await MaskAsync(mask, cancellationToken);
            case Unit.Baseline:
                await Silence.TriggersAsync(session, cancellationToken);
                return (0, await new Originals(session, plan, progress).TakeDownAsync(cancellationToken));
            case Unit.Verdict:
                await Silence.RestoreAsync(session, cancellationToken);
                if (await MaterializedViews.RefreshAsync(session, cancellationToken) is { } stale) return (0, stale);
                if (await new SurvivorSearch(session, plan, progress).RunAsync(cancellationToken) is { } lost) return (0, lost);
                await MaskFunctions.DropAsync(session, cancellationToken);
                return (0, null);
            default:
                return (0, null);
        }
    }

    private async Task<(long Rows, WorkFailure? Failure)> StatementAsync(Unit.Statement unit, CancellationToken cancellationToken)
    {
        try
        {
            return (await session.RunAsync(unit.Sql.Text, cancellationToken, [.. unit.Values.Select(value => (object)new Session.Untyped(value))]), null);
        }
        catch (PostgresException exception)
        {
            return (0, SqlErrors.Failure(exception, unit.Sql.Place, unit.Sql.Text));
        }
        catch (NotSupportedException)
        {
            // The server asked for data, or sent some, outside of rows.
            return (0, SqlErrors.Refusal(unit.Sql.Place, WorkProblem.SqlFailed, StatementRules.ClientCopy));
        }
    }

    private async Task<(long Rows, WorkFailure? Failure)> MaskAsync(Unit.Mask unit, CancellationToken cancellationToken)
    {
        try
        {
            return await new Masker(session, _everyRule, plan.MaskKey.Length > 0 ? plan.MaskKey : plan.Key, progress).RunAsync(unit, cancellationToken);
        }
        catch (PostgresException exception) when (exception.SqlState[..2] is "22" or "23")
        {
            return (0, new WorkFailure(ErrorKind.Terminal, WorkProblem.CannotMask, $"step {unit.Step}: the masked values of {unit.Table} do not fit: {SqlErrors.Words(exception)}"));
        }
    }

    private async Task<WorkFailure?> CommitAsync(Unit unit, CancellationToken cancellationToken)
    {
        try
        {
            await session.RunAsync("COMMIT", cancellationToken);
            return null;
        }
        catch (PostgresException exception) when (unit is Unit.Statement statement)
        {
            return SqlErrors.Failure(exception, statement.Sql.Place, "");
        }
    }
}
