using EmailSync.Functions;
using EmailSync.Functions.Middleware;
using EmailSync.LocalHost;
using EmailSync.LocalHost.Hosting;

<<<<<<< HEAD
var product = new Product(
    typeof(EmailSyncServices).Assembly, (services, configuration) => services.AddEmailSync(configuration), EmailSyncMiddleware.InOrder);
=======
var product = new Product(typeof(EmailSyncServices).Assembly, (services, settings) => services.AddEmailSync(settings), EmailSyncMiddleware.InOrder);
>>>>>>> host
return await HostProgram.RunAsync(args, product);
