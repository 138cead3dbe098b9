using System.Net;
using System.Text.Json.Nodes;
using static Penumbra.Sandbox.Tests.ApiServer.ApiServerFixture;

namespace Penumbra.Sandbox.Tests.ApiServer;

/// <summary>How any API server answers writes.</summary>
[Collection(ApiServerFixture.Collection)]
public sealed class WriteContractTests(ApiServerFixture api)
{
    [Fact]
    public async Task A_taken_name_is_refused_as_already_existing()
    {
        var name = api.NewName();
        (await api.CreateAsync(Widget(name))).Status.Should().Be(HttpStatusCode.Created);

        var again = await api.CreateAsync(Widget(name));

        again.Status.Should().Be(HttpStatusCode.Conflict);
        again.Reason.Should().Be("AlreadyExists");
        again.Message.Should().Be($"widgets.contract.penumbra.dev \"{name}\" already exists");
    }

    [Fact]
    public async Task A_missing_object_is_not_found()
    {
        var answer = await api.GetAsync($"{Widgets}/none");

        answer.Status.Should().Be(HttpStatusCode.NotFound);
        answer.Message.Should().Be("widgets.contract.penumbra.dev \"none\" not found");
        (await api.PatchAsync($"{Widgets}/none", "{}")).Status.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_bad_name_is_invalid()
    {
        var answer = await api.CreateAsync(Widget("Bad_Name"));

        answer.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        answer.Message.Should().Contain("metadata.name: Invalid value: \"Bad_Name\": a lowercase RFC 1123 subdomain");
    }

    [Fact]
    public async Task A_generated_name_has_five_more_characters()
    {
        var widget = Widget("");
        widget["metadata"] = new JsonObject { ["generateName"] = "gen-" };

        var answer = await api.CreateAsync(widget);

        answer.Status.Should().Be(HttpStatusCode.Created, answer.Text);
        answer.Json["metadata"]!["name"]!.GetValue<string>().Should().MatchRegex("^gen-[a-z0-9]{5}$");
    }

    [Fact]
    public async Task A_dry_run_is_answered_and_not_stored()
    {
        var name = api.NewName();

        var answer = await api.CreateAsync(Widget(name), "?dryRun=All");

        answer.Status.Should().Be(HttpStatusCode.Created);
        answer.Json["metadata"]!["resourceVersion"].Should().BeNull();
        (await api.GetAsync($"{Widgets}/{name}")).Status.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_unknown_field_is_pruned_with_a_warning_or_refused_when_strict()
    {
        var widget = Widget(api.NewName(), """{"mode":"Auto","bogus":1}""");

        var strict = await api.CreateAsync(widget, "?fieldValidation=Strict");
        var lenient = await api.CreateAsync(widget);

        strict.Status.Should().Be(HttpStatusCode.BadRequest);
        strict.Message.Should().Contain("unknown field \"spec.bogus\"");
        lenient.Status.Should().Be(HttpStatusCode.Created);
        lenient.Warnings.Should().Contain("299 - \"unknown field \\\"spec.bogus\\\"\"");
        lenient.Json["spec"]!["bogus"].Should().BeNull();
    }

    [Fact]
    public async Task Defaults_are_filled_in_also_inside_lists()
    {
        var answer = await api.CreateAsync(Widget(api.NewName(), """{"mode":"Auto","steps":[{"name":"s1"}]}"""));

        answer.Json["spec"]!["replicas"]!.GetValue<int>().Should().Be(1);
        answer.Json["spec"]!["steps"]![0]!["hold"]!.GetValue<string>().Should().Be("10s");
    }

    [Fact]
    public async Task A_put_must_say_which_version_it_replaces_and_a_stale_one_conflicts()
    {
        var created = await api.CreateAsync(Widget(api.NewName()));
        var path = Path(created);
        var next = created.Json;
        next["spec"]!["mode"] = "Manual";
        next["metadata"]!.AsObject().Remove("resourceVersion");
        var without = await api.SendAsync(HttpMethod.Put, path, next);
        next["metadata"]!["resourceVersion"] = created.Version;
        var good = await api.SendAsync(HttpMethod.Put, path, next);
        var stale = await api.SendAsync(HttpMethod.Put, path, next);

        without.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        without.Message.Should().Contain("metadata.resourceVersion: Invalid value: 0").And.Contain("must be specified for an update");
        good.Status.Should().Be(HttpStatusCode.OK);
        stale.Status.Should().Be(HttpStatusCode.Conflict);
        stale.Message.Should().EndWith("the object has been modified; please apply your changes to the latest version and try again");
        (await api.PatchAsync(path, $$$"""{"metadata":{"resourceVersion":"{{{created.Version}}}"},"spec":{"mode":"Auto"}}""")).Status.Should().Be(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Versions_rise_with_changes_and_generations_only_with_the_spec()
    {
        var created = await api.CreateAsync(Widget(api.NewName()));
        var path = Path(created);

        var nothing = await api.PatchAsync(path, """{"spec":{"mode":"Auto"}}""");
        var label = await api.PatchAsync(path, """{"metadata":{"labels":{"a":"b"}}}""");
        var spec = await api.PatchAsync(path, """{"spec":{"mode":"Manual"}}""");

        nothing.Version.Should().Be(created.Version);
        label.Version.Should().NotBe(created.Version);
        label.Generation.Should().Be(1);
        spec.Generation.Should().Be(2);
    }

    [Fact]
    public async Task Status_and_spec_are_written_apart()
    {
        var widget = Widget(api.NewName());
        widget["status"] = JsonNode.Parse("""{"replicas":7}""");
        var created = await api.CreateAsync(widget);
        var path = Path(created);

        var main = await api.PatchAsync(path, """{"status":{"replicas":7}}""");
        var status = await api.PatchAsync($"{path}/status", """{"spec":{"mode":"Manual"},"status":{"replicas":7}}""");

        created.Json["status"].Should().BeNull();
        main.Json["status"].Should().BeNull();
        status.Json["status"]!["replicas"]!.GetValue<int>().Should().Be(7);
        status.Json["spec"]!["mode"]!.GetValue<string>().Should().Be("Auto");
        status.Generation.Should().Be(1);
    }

    [Fact]
    public async Task Patches_of_the_wrong_kind_or_with_a_failed_test_are_refused()
    {
        var path = Path(await api.CreateAsync(Widget(api.NewName())));

        var strategic = await api.PatchAsync(path, "{}", "application/strategic-merge-patch+json");
        var failed = await api.PatchAsync(path, """[{"op":"test","path":"/spec/mode","value":"Manual"}]""", "application/json-patch+json");
        var passed = await api.PatchAsync(path, """[{"op":"test","path":"/spec/mode","value":"Auto"},{"op":"add","path":"/spec/tags","value":["x"]}]""", "application/json-patch+json");

        strategic.Status.Should().Be(HttpStatusCode.UnsupportedMediaType);
        failed.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        passed.Json["spec"]!["tags"]![0]!.GetValue<string>().Should().Be("x");
    }

    [Fact]
    public async Task A_deletion_waits_for_finalizers()
    {
        var widget = Widget(api.NewName());
        widget["metadata"]!["finalizers"] = new JsonArray("contract.penumbra.dev/f");
        var path = Path(await api.CreateAsync(widget));

        var deleted = await api.DeleteAsync(path);
        var again = await api.DeleteAsync(path);
        var added = await api.PatchAsync(path, """{"metadata":{"finalizers":["contract.penumbra.dev/f","contract.penumbra.dev/g"]}}""");
        var edited = await api.PatchAsync(path, """{"spec":{"mode":"Manual"}}""");
        var released = await api.PatchAsync(path, """{"metadata":{"finalizers":null}}""");

        deleted.Status.Should().Be(HttpStatusCode.OK);
        deleted.Json["metadata"]!["deletionTimestamp"].Should().NotBeNull();
        deleted.Json["metadata"]!["deletionGracePeriodSeconds"]!.GetValue<int>().Should().Be(0);
        deleted.Generation.Should().Be(2);
        again.Generation.Should().Be(2);
        added.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        added.Message.Should().Contain("no new finalizers can be added if the object is being deleted");
        edited.Status.Should().Be(HttpStatusCode.OK);
        released.Status.Should().Be(HttpStatusCode.OK);
        (await api.GetAsync(path)).Status.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_deletion_without_finalizers_is_a_success_and_its_preconditions_are_kept()
    {
        var created = await api.CreateAsync(Widget(api.NewName()));
        var path = Path(created);

        var otherUid = await api.DeleteAsync(path, JsonNode.Parse("""{"preconditions":{"uid":"00000000-0000-0000-0000-000000000000"}}"""));
        var otherVersion = await api.DeleteAsync(path, JsonNode.Parse("""{"preconditions":{"resourceVersion":"1"}}"""));
        var right = await api.DeleteAsync(path, JsonNode.Parse($$$"""{"preconditions":{"uid":"{{{created.Json["metadata"]!["uid"]}}}"}}"""));

        otherUid.Status.Should().Be(HttpStatusCode.Conflict);
        otherVersion.Status.Should().Be(HttpStatusCode.Conflict);
        right.Json["status"]!.GetValue<string>().Should().Be("Success");
        right.Json["kind"]!.GetValue<string>().Should().Be("Status");
    }

    [Fact]
    public async Task A_foreground_deletion_leaves_a_finalizer_to_the_garbage_collector()
    {
        var widget = Widget(api.NewName());
        widget["metadata"]!["finalizers"] = new JsonArray("contract.penumbra.dev/f");
        var path = Path(await api.CreateAsync(widget));

        var deleted = await api.DeleteAsync(path, JsonNode.Parse("""{"propagationPolicy":"Foreground"}"""));

        deleted.Json["metadata"]!["finalizers"]!.AsArray().Select(item => item!.GetValue<string>()).Should().Contain("foregroundDeletion");
        await api.PatchAsync(path, """{"metadata":{"finalizers":null}}""");
    }

    [Fact]
    public async Task The_scale_subresource_reads_and_writes_the_numbers_of_a_custom_resource()
    {
        var path = Path(await api.CreateAsync(Widget(api.NewName())));

        var scaled = await api.PatchAsync($"{path}/scale", """{"spec":{"replicas":4}}""");

        scaled.Json["kind"]!.GetValue<string>().Should().Be("Scale");
        scaled.Json["apiVersion"]!.GetValue<string>().Should().Be("autoscaling/v1");
        (await api.GetAsync(path)).Json["spec"]!["replicas"]!.GetValue<int>().Should().Be(4);
    }

    [Fact]
    public async Task An_object_can_be_read_in_every_served_version()
    {
        var created = await api.CreateAsync(Widget(api.NewName()));

        var other = await api.GetAsync(Path(created).Replace("/v1/", "/v1beta1/"));

        other.Json["apiVersion"]!.GetValue<string>().Should().Be("contract.penumbra.dev/v1beta1");
    }

    [Fact]
    public async Task Nothing_is_created_in_a_namespace_that_does_not_exist()
    {
        var widget = Widget(api.NewName());
        widget["metadata"]!["namespace"] = "nowhere";

        var answer = await api.SendAsync(HttpMethod.Post, Widgets.Replace("default", "nowhere"), widget);

        answer.Status.Should().Be(HttpStatusCode.NotFound);
        answer.Message.Should().Be("namespaces \"nowhere\" not found");
    }

    internal static string Path(Answer created) => $"{Widgets}/{created.Json["metadata"]!["name"]}";
}
