using System.Net;
using GovStack.Frontend.Identity;
using GovStack.Frontend.Limits;
using Microsoft.AspNetCore.Http;

namespace GovStack.Frontend.Tests.Identity;

public sealed class LoopbackTests
{
    [Theory]
    [InlineData("127.0.0.1", "localhost", true)]
    [InlineData("127.0.0.1", "127.0.0.1:5000", true)]
    [InlineData("::1", "[::1]:5000", true)]
    [InlineData("::ffff:127.0.0.1", "localhost", true)]
    [InlineData("192.0.2.7", "localhost", false)]
    [InlineData("127.0.0.1", "attacker.example", false)]
    public void IsLocal_AddressAndHost_BothMustBeOfThisMachine(string address, string host, bool expected)
        => Assert.Equal(expected, Loopback.IsLocal(Request(address, host)));

    [Theory]
    [InlineData("X-Forwarded-For")]
    [InlineData("Forwarded")]
    [InlineData("Via")]
    public void IsLocal_ThroughAProxyNobodyNamed_IsFalse(string header)
    {
        var context = Request("127.0.0.1", "localhost");
        context.Request.Headers[header] = "192.0.2.7";

        Assert.False(Loopback.IsLocal(context));
    }

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::")]
    [InlineData("2001:db8:1:2::9", "2001:db8:1:2::")]
    public void AddressOf_Anywhere_CountsAnIPv6NetworkAsOne(string address, string expected)
        => Assert.Equal(expected, DoorLimits.AddressOf(Request(address, "town.example")));

    [Fact]
    public void AddressOf_ThisMachine_IsNotCounted() => Assert.Null(DoorLimits.AddressOf(Request("127.0.0.1", "localhost")));

    private static DefaultHttpContext Request(string address, string host) => new()
    {
        Connection = { RemoteIpAddress = IPAddress.Parse(address) },
        Request = { Host = new HostString(host) },
    };
}
