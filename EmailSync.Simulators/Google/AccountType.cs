using System.Text.Json;
using System.Text.Json.Serialization;

namespace EmailSync.Simulators.Google;

[JsonConverter(typeof(AccountTypeConverter))]
public enum AccountType
{
    Consumer,
    Workspace,
}

internal sealed class AccountTypeConverter() : JsonStringEnumConverter<AccountType>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
