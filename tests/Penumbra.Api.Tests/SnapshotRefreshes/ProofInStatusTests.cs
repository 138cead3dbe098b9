using System.Text.Json;
using Penumbra.Api.Json;
using Penumbra.Api.SnapshotRefreshes;
using Penumbra.Core.SnapshotRefreshes.Policies;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Core.SnapshotRefreshes.Status;

namespace Penumbra.Api.Tests.SnapshotRefreshes;

/// <summary>What a later process reads of a proof that an earlier one wrote down.</summary>
public sealed class ProofInStatusTests
{
    [Fact]
    public void A_proof_that_is_read_back_from_status_has_the_name_that_its_snapshot_is_tagged_with()
    {
        // A real clock's, finer than status keeps it.
        var proof = new Proof("20261121t000000z", "cluster-R1", "d1@s", new DateTimeOffset(2026, 11, 21, 1, 2, 3, TimeSpan.Zero).AddTicks(1_234_567), "104");
        var wire = JsonSerializer.Serialize(new SnapshotRefreshStatus { Run = RefreshStatusMapping.ToWire(new RunStatus { Id = proof.RunId, Proof = proof }, DatabaseKind.Cluster) }, ApiJson.Default.SnapshotRefreshStatus);
        var read = RefreshStatusMapping.FromWire(JsonSerializer.Deserialize(wire, ApiJson.Default.SnapshotRefreshStatus));
        RefreshView.ProofTag(read.Run!.Proof!).Should().Be(RefreshView.ProofTag(proof));
    }
}
