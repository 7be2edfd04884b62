using System.Reflection;
using EmailSync.LocalHost;
using EmailSync.LocalHost.Hosting;

return await HostProgram.RunAsync(args, new Product(Assembly.Load("EmailSync.Functions"), (_, _) => { }, []));
