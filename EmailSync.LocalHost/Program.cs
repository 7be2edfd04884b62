using EmailSync.Functions;
using EmailSync.Functions.Middleware;
using EmailSync.LocalHost;
using EmailSync.LocalHost.Hosting;

var product = new Product(
    typeof(EmailSyncServices).Assembly, (services, configuration) => services.AddEmailSync(configuration), EmailSyncMiddleware.InOrder);
return await HostProgram.RunAsync(args, product);
