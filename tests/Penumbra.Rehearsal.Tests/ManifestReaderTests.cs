using Penumbra.Rehearsal.Manifests;

namespace Penumbra.Rehearsal.Tests;

/// <summary>-f.</summary>
public sealed class ManifestReaderTests
{
    private const string Service = "apiVersion: v1\nkind: Service\nmetadata: {name: checkout}\n---\n";

    [Fact]
    public void The_launch_is_found_among_other_documents()
    {
        var reading = ManifestReader.Read(Service + Launches.Manifest());
        reading.Problems.Should().BeEmpty();
        reading.Launch!.ToString().Should().Be("shop/checkout");
        reading.Launch.Spec.Steps.Should().HaveCount(3, "100 % is implied");
    }

    [Fact]
    public void Of_several_launches_one_must_be_named()
    {
        var two = Launches.Manifest() + "\n---\n" + Launches.Manifest().Replace("name: checkout, namespace", "name: payments, namespace", StringComparison.Ordinal);
        ManifestReader.Read(two).Problems.Single().Should().Be("holds 2 of kind DarkLaunch: shop/checkout, shop/payments; choose one with --name");
        ManifestReader.Read(two, "payments").Launch!.Name.Should().Be("payments");
        ManifestReader.Read(two, "shop/checkout").Launch!.Name.Should().Be("checkout");
        ManifestReader.Read(two, "basket").Problems.Single().Should().Be("holds no DarkLaunch basket; it holds shop/checkout, shop/payments");
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("kind: Service\napiVersion: v1", "holds no DarkLaunch, but Service")]
    [InlineData("a: [", "is not YAML at line")]
    [InlineData("kind: DarkLaunch\napiVersion: penumbra.dev/v1\nmetadata: {name: a}\nspec: {}", "apiVersion: is penumbra.dev/v1; it must be penumbra.dev/v1alpha1")]
    [InlineData("kind: DarkLaunch\napiVersion: penumbra.dev/v1alpha1\nmetadata: {name: a}", "spec: is missing")]
    [InlineData("kind: DarkLaunch\napiVersion: penumbra.dev/v1alpha1\nspec: {}", "metadata.name: is missing")]
    [InlineData("kind: DarkLaunch\napiVersion: penumbra.dev/v1alpha1\nmetadata: {name: a}\nspec: {}", "spec.steps: is missing")]
    public void What_is_no_launch_is_said(string text, string sentence) => ManifestReader.Read(text).Problems.Should().Contain(problem => problem.Contains(sentence, StringComparison.Ordinal));

    [Fact]
    public void All_mistakes_are_told_at_once() =>
        ManifestReader.Read(Launches.Manifest().Replace("bakeTime: 10m", "bakeTiem: 10m", StringComparison.Ordinal).Replace("weight: 50", "weight: 2", StringComparison.Ordinal)).Problems
            .Should().HaveCount(2).And.Contain(problem => problem.StartsWith("spec.bakeTiem", StringComparison.Ordinal)).And.Contain(problem => problem.StartsWith("spec.steps[1].weight", StringComparison.Ordinal));

    [Theory]
    [InlineData("bakeTime: 10m", "bakeTiem: 10m", "spec.bakeTiem: does not exist; bakeTime does")]
    [InlineData("target: \"99%\"", "target: \"99%\"\n      treshold: 5", "spec.objectives[0].treshold: does not exist; there are burnRate, control")]
    [InlineData("weight: 50", "weight: 2", "spec.steps[1].weight: ")]
    [InlineData("      source: pods\n", "", "spec.objectives[0].source: is missing")]
    [InlineData("code=~\"5..\"", "code=~\"5..", "spec.objectives[0].indicator.ratio.bad: ")]
    [InlineData("target: \"99%\"", "target: \"199%\"", "spec.objectives[0].target: ")]
    [InlineData("hold: 10m}, {weight: 50", "hold: 10x}, {weight: 50", "spec.steps[0].hold: ")]
    [InlineData("bakeTime: 10m", "bakeTime: 10m\n  guards: [{name: a, on: {kind: Service, name: b}, source: pods, indicator: {query: x}, max: \"1\"}]", "spec.guards: ")]
    public void One_mistake_is_told_with_its_path(string right, string wrong, string sentence)
    {
        var manifest = Launches.Manifest();
        manifest.Should().Contain(right);
        var reading = ManifestReader.Read(manifest.Replace(right, wrong, StringComparison.Ordinal));
        reading.Launch.Should().BeNull();
        reading.Problems.Should().Contain(problem => problem.StartsWith(sentence, StringComparison.Ordinal), "but it said {0}", string.Join(" | ", reading.Problems));
    }
}
