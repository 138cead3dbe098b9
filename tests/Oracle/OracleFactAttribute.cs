using Xunit.Abstractions;
using Xunit.Sdk;

namespace Penumbra.Oracle.Tests;

/// <summary>A test that asks the real server. It exists only under <c>make oracle</c>: elsewhere it is not found, so that nothing is skipped for ever.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Penumbra.Oracle.Tests.OracleFactDiscoverer", "Penumbra.Oracle.Tests")]
public sealed class OracleFactAttribute : FactAttribute;

/// <summary>Finds such tests when there is an oracle.</summary>
public sealed class OracleFactDiscoverer(IMessageSink messages) : IXunitTestCaseDiscoverer
{
    public IEnumerable<IXunitTestCase> Discover(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        Servers.RealServer.Kubeconfig is null ? [] : new FactDiscoverer(messages).Discover(discoveryOptions, testMethod, factAttribute);
}
