using System.Net;
using System.Text.Json.Nodes;
using static Penumbra.Sandbox.Tests.ApiServer.ApiServerFixture;

namespace Penumbra.Sandbox.Tests.ApiServer;

/// <summary>How any API server does server-side apply.</summary>
[Collection(ApiServerFixture.Collection)]
public sealed class ApplyContractTests(ApiServerFixture api)
{
    [Fact]
    public async Task An_application_creates_and_the_same_one_again_changes_nothing()
    {
        var name = api.NewName();

        var first = await api.ApplyAsync($"{Widgets}/{name}", Widget(name));
        var second = await api.ApplyAsync($"{Widgets}/{name}", Widget(name));

        first.Status.Should().Be(HttpStatusCode.Created, first.Text);
        second.Status.Should().Be(HttpStatusCode.OK);
        second.Version.Should().Be(first.Version);
    }

    [Fact]
    public async Task An_application_needs_a_manager_and_brings_no_managed_fields()
    {
        var name = api.NewName();
        var owned = Widget(name);
        owned["metadata"]!["managedFields"] = new JsonArray(new JsonObject { ["manager"] = "x" });

        var nobody = await api.SendAsync(HttpMethod.Patch, $"{Widgets}/{name}", Widget(name), "application/apply-patch+yaml");
        var managed = await api.ApplyAsync($"{Widgets}/{name}", owned);

        nobody.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        managed.Status.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Another_manager_conflicts_field_by_field_until_it_forces()
    {
        var name = api.NewName();
        var path = $"{Widgets}/{name}";
        await api.ApplyAsync(path, Widget(name, """{"mode":"Auto","steps":[{"name":"s1","weight":1},{"name":"s2","weight":50}]}"""), "m2");
        var change = Widget(name, """{"steps":[{"name":"s2","weight":60}]}""");

        var refused = await api.ApplyAsync(path, change, "m1");
        var forced = await api.ApplyAsync(path, change, "m1", force: true);

        refused.Status.Should().Be(HttpStatusCode.Conflict);
        refused.Message.Should().Be("Apply failed with 1 conflict: conflict with \"m2\": .spec.steps[name=\"s2\"].weight");
        refused.Json["details"]!["causes"]![0]!["reason"]!.GetValue<string>().Should().Be("FieldManagerConflict");
        refused.Json["details"]!["causes"]![0]!["field"]!.GetValue<string>().Should().Be(".spec.steps[name=\"s2\"].weight");
        forced.Status.Should().Be(HttpStatusCode.OK);
        forced.Json["spec"]!["steps"]!.AsArray().Select(step => step!["weight"]!.GetValue<int>()).Should().Equal(1, 60);
    }

    [Fact]
    public async Task A_field_that_is_no_longer_applied_goes_unless_somebody_else_owns_it()
    {
        var name = api.NewName();
        var path = $"{Widgets}/{name}";
        await api.ApplyAsync(path, Widget(name, """{"mode":"Auto","note":"a","tags":["x","y"],"steps":[{"name":"s1","weight":1}]}"""));
        await api.ApplyAsync(path, Widget(name, """{"tags":["y"]}"""), "m2");

        var less = await api.ApplyAsync(path, Widget(name, """{"mode":"Auto"}"""));

        less.Json["spec"]!["note"].Should().BeNull();
        less.Json["spec"]!["steps"].Should().BeNull();
        less.Json["spec"]!["tags"]!.AsArray().Select(tag => tag!.GetValue<string>()).Should().Equal("y");
    }

    [Fact]
    public async Task Updates_are_recorded_and_conflict_with_applications()
    {
        var name = api.NewName();
        var path = $"{Widgets}/{name}";
        await api.ApplyAsync(path, Widget(name));
        var patched = await api.PatchAsync($"{path}?fieldManager=editor", """{"spec":{"mode":"Manual"}}""");

        var refused = await api.ApplyAsync(path, Widget(name));

        var entries = patched.Json["metadata"]!["managedFields"]!.AsArray();
        entries.Should().Contain(entry => entry!["manager"]!.GetValue<string>() == "editor" && entry["operation"]!.GetValue<string>() == "Update");
        refused.Status.Should().Be(HttpStatusCode.Conflict);
        refused.Message.Should().StartWith("Apply failed with 1 conflict: conflict with \"editor\" using contract.penumbra.dev/v1: .spec.mode");
    }

    [Fact]
    public async Task An_undeclared_field_is_not_applied()
    {
        var name = api.NewName();

        var answer = await api.ApplyAsync($"{Widgets}/{name}", Widget(name, """{"mode":"Auto","bogus":1}"""));

        answer.Status.Should().Be(HttpStatusCode.InternalServerError);
        answer.Message.Should().Contain(".spec.bogus: field not declared in schema");
    }

    [Fact]
    public async Task Managed_fields_name_map_items_by_their_keys()
    {
        var name = api.NewName();

        var answer = await api.ApplyAsync($"{Widgets}/{name}", Widget(name, """{"mode":"Auto","steps":[{"name":"s1","weight":1}]}"""));

        var entry = answer.Json["metadata"]!["managedFields"]![0]!;
        entry["operation"]!.GetValue<string>().Should().Be("Apply");
        entry["fieldsV1"]!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }).Should().Be(
            """{"f:spec":{"f:mode":{},"f:steps":{"k:{\"name\":\"s1\"}":{".":{},"f:name":{},"f:weight":{}}}}}""");
    }
}
