using System.Reflection;
using Penumbra.Api.Attributes;
using Penumbra.Api.SnapshotRefreshes;
using Penumbra.Databases.Postgres;

namespace Penumbra.Databases.Tests.Worker;

/// <summary>What status must be able to hold.</summary>
public sealed class ProofRecordTests
{
    [Fact]
    public void The_longest_fence_fits_into_status()
    {
        // Where the platform writes into a database of its own, the fence is a digest of what the others counted.
        var longest = new Fence(ulong.MaxValue, new string('f', 32)).Text;
        var length = typeof(ProofRecord).GetProperty(nameof(ProofRecord.Fence))!.GetCustomAttribute<LengthAttribute>()!;
        length.MaxLength.Should().BeGreaterThanOrEqualTo(longest.Length);
    }
}
