using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Databases.Postgres.Masking;
using Penumbra.Kubernetes.Client;

namespace Penumbra.Databases.Postgres.Statements;

/// <summary>Cuts a plan into units. Everything that can be wrong with texts and parameters is found here, before anything runs.</summary>
internal sealed partial class Units
{
    private readonly SanitizePlan _plan;
    private readonly List<Unit> _units = [];

    private Units(SanitizePlan plan) => _plan = plan;

    /// <summary>The units in order.</summary>
    public static WorkResult<IReadOnlyList<Unit>> Of(SanitizePlan plan)
    {
        if (plan.Key.Length < 32 || plan.MaskKey.Length is > 0 and < 32) return new WorkFailure(ErrorKind.Terminal, WorkProblem.CannotMask, "the key of masks has fewer than 32 bytes");
        if (plan.Steps.GroupBy(step => step.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            return new WorkFailure(ErrorKind.Terminal, WorkProblem.SqlFailed, $"two steps have the name {twice.Key}");
        var units = new Units(plan);
        foreach (var step in plan.Steps)
        {
            var failure = step switch
            {
                SanitizeStep.Sql sql => units.Add(sql),
                SanitizeStep.Mask mask => units.Add(mask),
                SanitizeStep.Container container => units.Add(container),
                _ => null,
            };
            if (failure is not null) return failure;
        }

        units.Begin();
        units._units.Add(new Unit.Verdict(units._units.Count, units.Digest("verdict")));
        return new WorkResult<IReadOnlyList<Unit>>(units._units, null);
    }

    // The look at the original comes before everything that changes a value, and behind what opens tables to it: it reads rows that a policy may hide.
    private void Begin()
    {
        if (_units.Any(unit => unit is Unit.Baseline)) return;
        var columns = _plan.Checks.OfType<VerifyCheck.Survivors>().SelectMany(check => check.Columns);
        var hasSuspects = _plan.Checks.OfType<VerifyCheck.Suspects>().Any();

        // Another shape of the tables of hashes is another number: what an earlier version took down cannot be gone on with.
        _units.Add(new Unit.Baseline(_units.Count, Digest(["baseline/2", hasSuspects ? "suspects" : "", _plan.SurvivorRows.ToString(CultureInfo.InvariantCulture), .. columns])));
    }

    private WorkFailure? Add(SanitizeStep.Sql step)
    {
        var split = SqlSplitter.Split(step.Text);
        if (split.Value is not { } statements) return split.Failure;
        var parameters = _plan.Parameters.GetValueOrDefault(step.Name);
        foreach (var statement in statements)
        {
            if (!Opening().IsMatch(statement.Text)) Begin();
            var values = new List<string>();
            foreach (var name in statement.Parameters)
            {
                if (parameters?.GetValueOrDefault(name) is not { } value)
                    return SqlErrors.Refusal(statement.Place, WorkProblem.ParameterMissing, $"there is no parameter {name} in {(step.ParametersSecret is { } secret ? $"the Secret {secret}" : "this step, which names no Secret")}");
                values.Add(value);
            }

            var digest = Digest(["statement", statement.Text, .. statement.Parameters.Zip(values).SelectMany(pair => new[] { pair.First, pair.Second })]);
            _units.Add(new Unit.Statement(_units.Count, step.Name, statement.Place.Number, digest, statement, values));
        }

        return null;
    }

    private WorkFailure? Add(SanitizeStep.Mask step)
    {
        Begin();
        var number = 0;
        var tables = new List<(TableName Table, List<MaskRule> Rules)>();
        foreach (var rule in step.Rules)
        {
            if (TableName.Parse(rule.Table) is not { } table) return new WorkFailure(ErrorKind.Terminal, WorkProblem.NotFound, $"{rule.Table} is not the name of a table: write table or schema.table");
            var known = tables.FirstOrDefault(entry => entry.Table == table).Rules;
            if (known is null) tables.Add((table, known = []));
            known.Add(rule);
        }

        foreach (var (table, rules) in tables)
        {
            // Another making of the values is another number: half of a database masked in each way would not belong together.
            var digest = Digest(["mask/2", table.ToString(), .. rules.SelectMany(rule => new[] { rule.Column, rule.As.ToString() })]);
            _units.Add(new Unit.Mask(_units.Count, step.Name, ++number, digest, table, rules));
        }

        return null;
    }

    private WorkFailure? Add(SanitizeStep.Container step)
    {
        Begin();
        _units.Add(new Unit.Container(_units.Count, step.Name, Digest(["container", step.Image, .. step.Command])));
        return null;
    }

    // Keyed, because parameters may be short enough to be guessed from a plain hash, and the marks stay in what is shared.
    private byte[] Digest(params string[] parts)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, MaskKeys.Derive(_plan.Key.Span, "marks"));
        foreach (var part in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            hash.AppendData(BitConverter.GetBytes((long)bytes.Length));
            hash.AppendData(bytes);
        }

        return hash.GetHashAndReset();
    }

    // This one action alone: another one beside it could change values before anybody has looked.
    [GeneratedRegex("""^ALTER\s+TABLE\s+(IF\s+EXISTS\s+)?(ONLY\s+)?([\w$]+|"([^"]|"")+")(\s*\.\s*([\w$]+|"([^"]|"")+"))?\s+(NO\s+FORCE|DISABLE)\s+ROW\s+LEVEL\s+SECURITY$""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Opening();
}
