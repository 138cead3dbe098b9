namespace Penumbra.Sandbox.Tests.ApiServer;

[CollectionDefinition(ApiServerFixture.Collection)]
public sealed class ApiServerCollection : ICollectionFixture<ApiServerFixture>;
