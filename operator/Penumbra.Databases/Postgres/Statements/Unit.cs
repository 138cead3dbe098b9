using System.Globalization;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Databases.Postgres.Masking;

namespace Penumbra.Databases.Postgres.Statements;

/// <summary>What is done as a whole or not at all.</summary>
/// <param name="Ordinal">Its number in the whole plan, from 0.</param>
/// <param name="Step">The step.</param>
/// <param name="Number">Its number in the step, from 1.</param>
/// <param name="Digest">HMAC-SHA-256 of what it does, parameters included.</param>
internal abstract record Unit(int Ordinal, string Step, int Number, byte[] Digest)
{
    /// <summary>Whether it leaves a mark.</summary>
    public virtual bool IsMarked => true;

    /// <summary>It for people.</summary>
    public abstract string What { get; }

    /// <summary>Taking down what the checks need to know of the original.</summary>
    internal sealed record Baseline(int Ordinal, byte[] Digest) : Unit(Ordinal, "before", 1, Digest)
    {
        /// <inheritdoc/>
        public override string What => "the look at the original";
    }

    /// <summary>A statement of a file.</summary>
    internal sealed record Statement(int Ordinal, string Step, int Number, byte[] Digest, SqlStatement Sql, IReadOnlyList<string> Values) : Unit(Ordinal, Step, Number, Digest)
    {
        /// <inheritdoc/>
        public override bool IsMarked => Sql.Kind != StatementKind.Session;

        /// <inheritdoc/>
        public override string What => string.Create(CultureInfo.InvariantCulture, $"statement {Number}");
    }

    /// <summary>All masked columns of one table, in one pass.</summary>
    internal sealed record Mask(int Ordinal, string Step, int Number, byte[] Digest, TableName Table, IReadOnlyList<MaskRule> Rules) : Unit(Ordinal, Step, Number, Digest)
    {
        /// <inheritdoc/>
        public override string What => $"the mask of {Table}";
    }

    /// <summary>A container that the worker runs.</summary>
    internal sealed record Container(int Ordinal, string Step, byte[] Digest) : Unit(Ordinal, Step, 1, Digest)
    {
        /// <inheritdoc/>
        public override string What => "the container";
    }

    /// <summary>Looking for survivors, and dropping the hashes.</summary>
    internal sealed record Verdict(int Ordinal, byte[] Digest) : Unit(Ordinal, "after", 1, Digest)
    {
        /// <inheritdoc/>
        public override string What => "the search for survivors";
    }
}
