using System.Text.Json;
using Penumbra.Kubernetes.Views;
using Penumbra.Operator.DarkLaunches;

namespace Penumbra.Operator.Tests;

/// <summary>Which template a launch began with is told by what it made, and by nothing that others made of that.</summary>
public sealed class LaunchIdentityTests
{
    private static readonly CustomView Launch = JsonSerializer.Deserialize("""{"metadata":{"namespace":"shop","name":"checkout","uid":"u-1"}}""", ViewJson.Default.CustomView)!;

    private static DeploymentView Revision(string name, string revision = "ec2bbc8c", string uid = "u-1") => JsonSerializer.Deserialize(
        $$"""{"metadata":{"namespace":"shop","name":"{{name}}","labels":{"penumbra.dev/launch":"checkout","penumbra.dev/revision":"{{revision}}"},"annotations":{"penumbra.dev/owner-uid":"{{uid}}"} } }""", ViewJson.Default.DeploymentView)!;

    [Fact]
    public void A_template_that_was_written_over_is_still_known() => LaunchIdentity.Template([Revision("checkout-ec2bbc8c")], Launch, "chekout").Should().Be("checkout");

    [Fact]
    public void A_new_launch_is_of_what_is_written() => LaunchIdentity.Template([], Launch, "checkout").Should().Be("checkout");

    [Theory]
    [InlineData("x")]
    [InlineData("a-copy")]
    [InlineData("a-copy-ec2bbc8c")]
    public void A_copy_that_somebody_made_of_a_revision_changes_nothing(string copy) => LaunchIdentity.Template([Revision(copy), Revision("checkout-ec2bbc8c")], Launch, "checkout").Should().Be("checkout");

    [Fact]
    public void What_an_earlier_launch_of_the_name_left_is_none_of_this_ones() => LaunchIdentity.Template([Revision("old-ec2bbc8c", uid: "u-0")], Launch, "checkout").Should().Be("checkout");
}
