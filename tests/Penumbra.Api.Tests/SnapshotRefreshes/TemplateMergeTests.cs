using System.Text.Json.Nodes;
using Penumbra.Api.SnapshotRefreshes;
using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Spec;

namespace Penumbra.Api.Tests.SnapshotRefreshes;

public sealed class TemplateMergeTests
{
    private static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();

    private static SnapshotRefreshReading Read(string spec) => SnapshotRefreshReader.Read(SnapshotRefreshReader.Parse(Json(spec)).Fields!);

    private const string Whole = """
        {"serviceAccountName":"sa","provider":{"aws":{"region":"eu-north-1"}},"source":{"cluster":"Shop-Prod"},"temporary":{"instanceClass":"db.t4g.medium"},"database":{"name":"shop"},
         "verify":[{"name":"v","sql":"SELECT 0","expect":"0"}],"encryption":{"kmsKey":"alias/x"},"publish":{"name":"c-{{runId}}"}}
        """;

    [Fact]
    public void Objects_are_merged_field_by_field_and_own_fields_win()
    {
        var merged = TemplateMerge.Merge(
            Json("""{"schedule":"0 2 * * *","temporary":{"instanceClass":"a","subnetGroup":"lower"},"source":{"strategy":"LatestManual"}}"""),
            Json("""{"templateRef":{"name":"standard"},"temporary":{"instanceClass":"b"},"source":{"cluster":"shop"}}"""));
        merged.ToJsonString().Should().Be("""{"schedule":"0 2 * * *","temporary":{"instanceClass":"b","subnetGroup":"lower"},"source":{"strategy":"LatestManual","cluster":"shop"}}""");
    }

    [Fact]
    public void A_list_replaces_the_templates_whole()
    {
        TemplateMerge.Merge(Json("""{"share":{"accounts":["1","2"]},"verify":[{"name":"a"}]}"""), Json("""{"verify":[{"name":"b"}]}""")).ToJsonString()
            .Should().Be("""{"share":{"accounts":["1","2"]},"verify":[{"name":"b"}]}""");
    }

    [Fact]
    public void Another_source_takes_nothing_of_the_templates_source_but_strategy_and_age()
    {
        TemplateMerge.Merge(Json("""{"source":{"cluster":"a","maxAge":"1h"}}"""), Json("""{"source":{"instance":"b"}}""")).ToJsonString().Should().Be("""{"source":{"maxAge":"1h","instance":"b"}}""");
    }

    private const string Shared = "\"snapshotArn\":\"arn:aws:rds:eu-north-1:222233334444:snapshot:s\"", SharedOfCluster = "\"snapshotArn\":\"arn:aws:rds:eu-north-1:222233334444:cluster-snapshot:s\"";

    [Theory]
    [InlineData("{\"source\":{\"strategy\":\"LatestManual\"}}", "{\"source\":{" + Shared + "},\"encryption\":{\"mode\":\"Copy\"}}")]
    [InlineData("{\"source\":{\"strategy\":\"NewSnapshot\",\"cluster\":\"a\"}}", "{\"source\":{" + SharedOfCluster + "}}")]
    [InlineData("{\"source\":{\"strategy\":\"Clone\"}}", "{\"source\":{\"instance\":\"b\"}}")]
    [InlineData("{\"temporary\":{\"clusterParameterGroup\":\"quiet\",\"engineVersion\":\"15.4\",\"serverless\":{\"min\":\"0.5\",\"max\":\"2\"}}}", "{\"source\":{\"instance\":\"b\"}}")]
    [InlineData("{\"temporary\":{\"clusterParameterGroup\":\"quiet\"},\"source\":{\"cluster\":\"a\"}}", "{\"source\":{" + Shared + "},\"encryption\":{\"mode\":\"Copy\"}}")]
    public void Another_kind_of_source_drops_what_of_the_template_is_not_for_it(string template, string own)
    {
        var rest = Json(Whole);
        rest.Remove("source");
        var reading = SnapshotRefreshReader.Read(SnapshotRefreshReader.Parse(TemplateMerge.Merge(TemplateMerge.Merge(rest, Json(template)), Json(own))).Fields!);
        reading.Problems.Should().BeEmpty();
        Penumbra.Core.SnapshotRefreshes.Validate.Problems(reading.Spec).Should().BeEmpty();
    }

    [Fact]
    public void What_the_object_itself_names_beside_its_source_is_said_to_be_wrong_and_not_dropped()
    {
        var merged = TemplateMerge.Merge(Json("""{"temporary":{"clusterParameterGroup":"quiet","engineVersion":"15.4"},"source":{"strategy":"Clone"}}"""), Json("""{"temporary":{"engineVersion":"16.1"},"source":{"instance":"b","strategy":"Clone"}}"""));
        merged.ToJsonString().Should().Be("""{"temporary":{"engineVersion":"16.1"},"source":{"instance":"b","strategy":"Clone"}}""");
        TemplateMerge.Merge(Json("""{"temporary":{"clusterParameterGroup":"quiet"},"source":{"strategy":"Clone"}}"""), Json("""{"source":{"cluster":"b"}}""")).ToJsonString()
            .Should().Be("""{"temporary":{"clusterParameterGroup":"quiet"},"source":{"strategy":"Clone","cluster":"b"}}""");
    }

    [Theory]
    [InlineData("""{"sanitize":[{"name":"a","sql":{"configMap":{"name":"c","key":"k"}}}]}""", false)]
    [InlineData("""{}""", false)]
    [InlineData("""{"sanitize":[{"name":"a","mask":[{"table":"t","column":"c","as":"Email"}]}]}""", true)]
    [InlineData("""{"maskKey":{"secret":{"name":"own"}}}""", true)]
    public void A_templates_mask_key_is_for_those_that_mask(string own, bool kept)
    {
        var merged = TemplateMerge.Merge(Json("""{"maskKey":{"secret":{"name":"masks"}}}"""), Json(own));
        merged.ContainsKey("maskKey").Should().Be(kept, "one of its own that nothing uses is a mistake, and said");
    }

    [Fact]
    public void A_merge_changes_neither_side()
    {
        var (template, own) = (Json("""{"temporary":{"instanceClass":"a"}}"""), Json("""{"temporary":{"subnetGroup":"b"}}"""));
        TemplateMerge.Merge(template, own)["temporary"]!["instanceClass"] = "changed";
        template.ToJsonString().Should().Be("""{"temporary":{"instanceClass":"a"}}""");
        own.ToJsonString().Should().Be("""{"temporary":{"subnetGroup":"b"}}""");
    }

    [Fact]
    public void Defaults_are_those_of_the_contract()
    {
        var reading = Read(Whole);
        reading.Problems.Should().BeEmpty();
        var spec = reading.Spec;
        (spec.TimeZone, spec.Deadline, spec.Source.Id, spec.Source.Strategy, spec.Source.MaxAge).Should().Be(("Etc/UTC", TimeSpan.FromHours(12), "shop-prod", SourceStrategy.LatestAutomated, TimeSpan.FromHours(36)));
        (spec.Temporary.Reuse, spec.Temporary.MaxAge, spec.Residue, spec.Encryption, spec.OnDelete).Should().Be((true, TimeSpan.FromHours(48), ResidueMode.Rewrite, EncryptionMode.OnRestore, RefreshDeletion.Keep));
        (spec.Retain.Keep, spec.Retain.MaxAge, spec.SuccessfulHistory, spec.FailedHistory, spec.User).Should().Be((7, TimeSpan.FromHours(336), 3, 3, "postgres"));
        Read(Whole.Replace("\"cluster\"", "\"instance\"", StringComparison.Ordinal)).Spec.Encryption.Should().Be(EncryptionMode.Copy, "a plain instance knows no other");
    }

    public static TheoryData<string, string, string, Reason> Wrong() => new()
    {
        { "\"database\":{", "\"database\":{\"engine\":\"mysql\",", "spec.database.engine", Reason.NotYetSupported },
        { "\"verify\"", "\"residue\":\"Keep\",\"verify\"", "spec.residueAcknowledged", Reason.InvalidSpec },
        { "\"verify\"", "\"sanitize\":[{\"name\":\"p\",\"container\":{\"image\":\"\"}}],\"verify\"", "spec.sanitize[0].container.image", Reason.InvalidSpec },
        { "\"verify\"", "\"sanitize\":[{\"name\":\"p\",\"container\":{\"image\":\"x y\"}}],\"verify\"", "spec.sanitize[0].container.image", Reason.InvalidSpec },
        { "\"cluster\":\"Shop-Prod\"", "\"cluster\":\"a\",\"instance\":\"b\"", "spec.source", Reason.InvalidSpec },
        { "\"cluster\":\"Shop-Prod\"", "\"snapshotArn\":\"arn:aws:rds:eu-north-1:222233334444:cluster-snapshot:s\",\"account\":\"111122223333\"", "spec.source.account", Reason.InvalidSpec },
        { "\"serviceAccountName\":\"sa\"", "\"deadline\":\"tomorrow\",\"serviceAccountName\":\"sa\"", "spec.deadline", Reason.InvalidSpec },
        { "\"serviceAccountName\":\"sa\",", "", "spec.serviceAccountName", Reason.InvalidSpec },
        { "\"instanceClass\":\"db.t4g.medium\"", "\"serverless\":{\"min\":\"4\",\"max\":\"0.5\"}", "spec.temporary.serverless", Reason.InvalidSpec },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_is_wrong_or_not_there_yet_is_told_by_its_field(string from, string to, string path, Reason reason) =>
        Read(Whole.Replace(from, to, StringComparison.Ordinal)).Problems.Should().Contain(problem => problem.Path == path && problem.Reason == reason);

    [Fact]
    public void A_container_is_a_step_in_its_place_with_its_image_and_command()
    {
        var reading = Read(Whole.Replace("\"verify\"", "\"sanitize\":[{\"name\":\"p\",\"container\":{\"image\":\"shop/rotate@sha256:0\",\"command\":[\"/rotate\",\"-v\"]}},{\"name\":\"q\",\"container\":{\"image\":\"own\"}}],\"verify\"", StringComparison.Ordinal));
        reading.Problems.Should().BeEmpty();
        reading.Spec.Sanitize.OfType<SanitizeStep.Container>().Select(step => (step.Name, step.Image, string.Join(' ', step.Command))).Should().Equal(("p", "shop/rotate@sha256:0", "/rotate -v"), ("q", "own", ""));
    }

    [Fact]
    public void A_shared_snapshot_tells_by_its_ARN_what_it_is_of()
    {
        Read(Whole.Replace("\"cluster\":\"Shop-Prod\"", "\"snapshotArn\":\"arn:aws:rds:eu-north-1:222233334444:snapshot:s\"", StringComparison.Ordinal)).Spec.Source.Kind.Should().Be(DatabaseKind.Instance);
        Read(Whole.Replace("\"cluster\":\"Shop-Prod\"", "\"snapshotArn\":\"arn:aws:rds:eu-north-1:222233334444:cluster-snapshot:s\"", StringComparison.Ordinal)).Spec.Source.Kind.Should().Be(DatabaseKind.Cluster);
    }

    [Fact]
    public void What_has_the_wrong_shape_is_told_by_its_field() => SnapshotRefreshReader.Parse(Json("""{"temporary":{"reuse":"yes"}}""")).Problem!.Path.Should().Be("spec.temporary.reuse");

    [Fact]
    public void A_key_of_masks_that_nothing_is_masked_with_is_told_and_not_ignored()
    {
        const string Key = """{"maskKey":{"secret":{"name":"shop-masks"}}}""", Masks = """{"sanitize":[{"name":"m","mask":[{"table":"customers","column":"email","as":"Email"}]}]}""";
        static IReadOnlyList<Problem> Merged(params string[] parts) => SnapshotRefreshReader.Read(SnapshotRefreshReader.Parse(parts.Select(Json).Aggregate(Json(Whole), TemplateMerge.Merge)).Fields!).Problems;

        Merged(Key).Should().ContainSingle().Which.Should().Match<Problem>(problem => problem.Path == "spec.maskKey" && problem.Reason == Reason.InvalidSpec && problem.Message.Contains("add a step with spec.sanitize[].mask", StringComparison.Ordinal));
        Merged("""{"sanitize":[{"name":"p","container":{"image":"shop/rotate:1"}}]}""", Key).Should().ContainSingle(problem => problem.Path == "spec.maskKey");
        Merged(Key, """{"sanitize":[{"name":"p","container":{"image":"shop/rotate:1"}}]}""").Should().BeEmpty("a template's key is for those of its refreshes that mask");
        Merged(Masks, """{"sanitize":[]}""", Key).Should().ContainSingle(problem => problem.Path == "spec.maskKey", "a list replaces the template's whole");

        // A template may bring the key and leave the steps to its refreshes, and the other way round.
        Merged(Key, Masks).Should().BeEmpty();
        Merged(Masks, Key).Should().BeEmpty();
        Merged(Masks).Should().BeEmpty();
    }
}
