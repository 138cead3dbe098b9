using Penumbra.Sandbox.Pods;

namespace Penumbra.Sandbox.Tests.Pods;

public sealed class PodEnvironmentTests
{
    // As third_party/forked/golang/expansion of Kubernetes has it.
    [Theory]
    [InlineData("$(A)-$(B)", "1-$(B)")]
    [InlineData("$$(A)", "$(A)")]
    [InlineData("$$it's$$", "$it's$")]
    [InlineData("$$$$it's$$$$", "$$it's$$")]
    [InlineData("$$$(A)", "$1")]
    [InlineData("$5 $a $", "$5 $a $")]
    [InlineData("$(A", "$(A")]
    [InlineData("$()", "$()")]
    public void Variables_are_expanded_as_a_kubelet_does(string text, string expected) =>
        PodEnvironment.Expand(text, new SortedDictionary<string, string>(StringComparer.Ordinal) { ["A"] = "1" }).Should().Be(expected);
}
