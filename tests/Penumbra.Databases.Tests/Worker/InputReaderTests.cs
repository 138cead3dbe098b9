using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Databases.Worker;

namespace Penumbra.Databases.Tests.Worker;

public sealed class InputReaderTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2025, 11, 21, 1, 0, 0, TimeSpan.Zero);
    private readonly string _root = Directory.CreateTempSubdirectory("penumbra").FullName;
    private readonly SortedDictionary<string, string> _environment = new(StringComparer.Ordinal)
    {
        [InputReader.RefreshVariable] = "shop/nightly/uid-1",
        [InputReader.JobVariable] = "nightly-29394720",
        [InputReader.SpecVariable] = """
            {"serviceAccountName":"sa","provider":{"aws":{"region":"eu-north-1"}},"source":{"cluster":"Shop-Prod"},"temporary":{"instanceClass":"db.t4g.medium"},"database":{"name":"shop"},
             "sanitize":[{"name":"a","sql":{"configMap":{"name":"cm","key":"a.sql"}},"parameters":{"secret":{"name":"keys"}}}],
             "verify":[{"name":"v","sql":"SELECT 0","expect":"0"}],"encryption":{"kmsKey":"alias/x"},"publish":{"name":"c-{{runId}}"}}
            """,
    };

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private RunInputs Read() => new InputReader(_environment.GetValueOrDefault!, _root, Now).Read(RefreshMode.Refresh).Inputs!;

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_root, path))!);
        File.WriteAllText(Path.Combine(_root, path), text);
    }

    [Fact]
    public void What_is_missing_is_told_by_its_name()
    {
        Read().Problems.Should().AllSatisfy(problem => problem.Reason.Should().Be(Reason.InputMissing)).And.HaveCount(3);
        string.Join(' ', Read().Problems).Should().ContainAll("a.sql", "Secret keys", "own key");
    }

    [Fact]
    public void A_list_of_columns_that_is_missing_is_no_empty_one_and_a_person_may_accept_all()
    {
        Read().Should().BeEquivalentTo(new { KnownColumns = (string[]?)null, AcceptsColumns = false });
        Write("columns/columns", "public.t.a\npublic.t.b\n");
        Read().KnownColumns.Should().Equal("public.t.a", "public.t.b");
        Write("columns/columns", "");
        Read().KnownColumns.Should().BeEmpty("then every column is new");
        Write("columns/columns", "*\n");
        Read().Should().BeEquivalentTo(new { KnownColumns = (string[]?)null, AcceptsColumns = true });
    }

    [Fact]
    public void A_pod_that_does_not_know_its_Job_begins_no_run_of_its_own()
    {
        _environment[InputReader.JobVariable] = "";
        var read = new InputReader(_environment.GetValueOrDefault!, _root, Now).Read(RefreshMode.Refresh);
        read.Inputs.Should().BeNull();
        read.Error.Should().ContainAll("PENUMBRA_JOB", "1.29");
        _environment[InputReader.RunVariable] = "20261121t000000z";
        Read().Run.RunId.Should().Be("20261121t000000z", "a run on demand is told its id");
    }

    [Fact]
    public void The_digest_follows_what_shapes_the_data_and_shows_no_secret()
    {
        Write("sql/cm/a.sql", "UPDATE customers SET email = :mail");
        Write("parameters/keys/mail", "x@example.invalid");
        Write("key/key", new string('k', 32));
        var before = Read();
        before.Problems.Should().BeEmpty();
        before.Spec.Source.Id.Should().Be("shop-prod");
        before.Run.RunId.Should().Be("20251121t000000z");
        before.Parameters["a"]["mail"].Should().Be("x@example.invalid");
        before.ToString().Should().NotContain("example.invalid");

        Write("parameters/keys/mail", "y@example.invalid");
        var parameter = Read().Run.Digest;
        parameter.Should().NotBe(before.Run.Digest);
        Write("sql/cm/a.sql", "UPDATE customers SET email = :mail WHERE true");
        Read().Run.Digest.Should().NotBe(parameter);
        var text = Read().Run.Digest;
        _environment[InputReader.SpecVariable] = _environment[InputReader.SpecVariable].Replace("SELECT 0", "SELECT 1", StringComparison.Ordinal);
        Read().Run.Digest.Should().NotBe(text);
    }

    [Fact]
    public void A_key_of_masks_is_read_from_its_Secret_and_shapes_the_data()
    {
        Write("sql/cm/a.sql", "UPDATE customers SET email = :mail");
        Write("parameters/keys/mail", "x@example.invalid");
        Write("key/key", new string('k', 32));
        Read().MaskKey.Length.Should().Be(0);
        _environment[InputReader.SpecVariable] = _environment[InputReader.SpecVariable].Replace(
            "\"sanitize\":[", "\"maskKey\":{\"secret\":{\"name\":\"masks\"}},\"sanitize\":[{\"name\":\"m\",\"mask\":[{\"table\":\"customers\",\"column\":\"phone\",\"as\":\"Digits\"}]},", StringComparison.Ordinal);
        Read().Problems.Should().ContainSingle().Which.Should().Be(new Problem(Reason.InputMissing, "spec.maskKey", "Secret masks has no entry key of at least 32 bytes, or does not exist"));
        Write("mask-key/key", new string('s', 31));
        Read().Problems.Should().ContainSingle("it is too short");
        Write("mask-key/key", new string('s', 32));
        var before = Read();
        before.Problems.Should().BeEmpty();
        before.MaskKey.Length.Should().Be(32);
        Write("mask-key/key", new string('t', 32));
        Read().Run.Digest.Should().NotBe(before.Run.Digest);
        Read().Run.Digest.Should().NotContain("tttt");
    }

    [Theory]
    [InlineData("nightly-29394720", "", "20251121t000000z")]
    [InlineData("nightly-29394720", "0b5c9a3e-7f1e-4a41-8a55-0d6f1b1e2c3d", "20251121t000000z")]
    [InlineData("test-20251121", "0b5c9a3e-7f1e-4a41-8a55-0d6f1b1e2c3d", "202511210b5c9a3e")]
    [InlineData("by-hand", "0b5c9a3e-7f1e-4a41-8a55-0d6f1b1e2c3d", "byhand0b5c9a3e")]
    [InlineData("nightly-refresh-by-hand", "77aa9a3e-7f1e-4a41-8a55-0d6f1b1e2c3d", "shbyhand77aa9a3e")]
    [InlineData("by-hand", "", "byhand")]
    [InlineData("", "", "20251121t010000z")]
    public void A_run_is_named_after_its_Job(string job, string uid, string run)
    {
        InputReader.RunId(job, uid, Now).Should().Be(run);
        if (job.Length == 0) return;
        (_environment[InputReader.JobVariable], _environment[InputReader.JobUidVariable]) = (job, uid);
        Read().Run.RunId.Should().Be(run);
        InputReader.RunId(job, uid, Now.AddHours(-1)).Should().Be(run, "the operator knows when the Job was made, and a worker when it began");
    }

    [Fact]
    public void A_pod_that_the_operator_did_not_make_is_told_so()
    {
        _environment.Remove(InputReader.RefreshVariable);
        new InputReader(_environment.GetValueOrDefault!, _root, Now).Read(RefreshMode.Refresh).Error.Should().Contain(InputReader.RefreshVariable);
    }

    [Fact]
    public void A_process_behind_a_container_knows_what_that_was_given_and_takes_it_away()
    {
        var spec = _environment[InputReader.SpecVariable];
        _environment[InputReader.SpecVariable] = spec.Replace("\"sanitize\":[", "\"sanitize\":[{\"name\":\"passwords\",\"container\":{\"image\":\"shop/rotate:1\"}},{\"name\":\"keys\",\"container\":{\"image\":\"shop/keys:1\",\"command\":[\"/keys\"]}},", StringComparison.Ordinal);
        Write($"{HandoverFolder.Name}/{HandoverFolder.JsonFile}", """{"step":"passwords","resourceId":"cluster-R1","password":"p"}""");
        var reader = new InputReader(_environment.GetValueOrDefault!, _root, Now);
        var inputs = reader.Read(RefreshMode.Refresh, "keys").Inputs!;
        inputs.HandedOver.Should().Be(new Handover("passwords", "cluster-R1"));
        inputs.Run.Until.Should().Be("keys");
        inputs.Spec.Sanitize.OfType<SanitizeStep.Container>().Select(step => step.Image).Should().Equal("shop/rotate:1", "shop/keys:1");
        Directory.EnumerateFiles(Path.Combine(_root, HandoverFolder.Name)).Should().BeEmpty("the password is of no use any more, and nobody is to find it");
        reader.Read(RefreshMode.Refresh, "a").Error.Should().Contain("--until a", "it is no container");

        var before = inputs.Run.Digest;
        _environment[InputReader.SpecVariable] = _environment[InputReader.SpecVariable].Replace("shop/keys:1", "shop/keys:2", StringComparison.Ordinal);
        Read().Run.Digest.Should().NotBe(before, "another image makes another database");
    }

    [Fact]
    public void The_columns_of_the_last_good_run_are_read_in_both_forms()
    {
        Read().KnownColumns.Should().BeNull("nothing has run yet");
        Write("columns/columns", "public.a.b\npublic.a.c\n");
        Read().KnownColumns.Should().Equal("public.a.b", "public.a.c");
        File.WriteAllBytes(Path.Combine(_root, "columns", ColumnList.Entry), ColumnList.Write(["public.a.d"]));
        Read().KnownColumns.Should().Equal(["public.a.d"], "the newer form counts");
    }
}
