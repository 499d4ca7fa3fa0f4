"""What each plain command of the wire asks of a meeting: one table. Those with words, notes or consequences elsewhere are the sockets'."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rooms import commands as c
from rooms import desk_acts as d
from rooms import side_wishes as s
from rooms.events import MessageId, SeatId
from server import acts, asks

MEANINGS: dict[type[asks.Command], Callable[[Any], c.Ask | c.Act]] = {
    asks.TakeBack: lambda said: c.TakeBack(MessageId(said.id)),
    asks.Respond: lambda said: c.Respond(MessageId(said.id), said.word),
    asks.Unrespond: lambda said: c.TakeBackResponse(MessageId(said.id), said.word),
    asks.Leave: lambda _: c.Leave(),
    asks.RaiseHand: lambda _: c.RaiseHand(),
    asks.LowerHand: lambda _: c.LowerHand(),
    asks.PassTurn: lambda _: c.PassTurn(),
    asks.EndTurn: lambda _: c.EndTurn(),
    asks.Listen: lambda said: c.Listen(said.on),
    asks.StepAway: lambda said: c.StepAway(said.quiet),
    asks.ComeBack: lambda _: c.ComeBack(),
    asks.Volunteer: lambda said: c.Volunteer(said.part),
    asks.GiveUpPart: lambda said: c.GiveUpPart(said.part),
    acts.CloseMeeting: lambda _: c.CloseMeeting(),
    acts.OfferLead: lambda said: c.OfferLead(SeatId(said.seat)),
    acts.AcceptLead: lambda _: c.AcceptLead(),
    acts.KeepLead: lambda _: c.KeepLead(),
    acts.Admit: lambda said: c.Admit(SeatId(said.seat)),
    acts.AdmitAll: lambda _: c.AdmitAll(),
    acts.DeclineSeat: lambda said: c.DeclineSeat(SeatId(said.seat), said.next),
    acts.MoveToWaiting: lambda said: c.MoveToWaiting(SeatId(said.seat)),
    acts.LockDoor: lambda _: c.LockDoor(),
    acts.UnlockDoor: lambda _: c.UnlockDoor(),
    acts.SetWaiting: lambda said: c.SetWaiting(said.who),
    acts.BeginStep: lambda said: c.BeginStep(said.index),
    acts.SetMode: lambda said: c.SetMode(said.mode, said.cross_talk, said.turn_s),
    acts.StartRound: lambda _: c.StartRound(),
    acts.NextTurn: lambda _: c.NextTurn(),
    acts.CallOn: lambda said: c.CallOn(SeatId(said.seat)),
    acts.GrantTime: lambda said: c.GrantTime(said.seconds),
    acts.Pause: lambda _: c.Pause(),
    acts.Resume: lambda _: c.Resume(),
    acts.Ground: lambda _: c.Ground(),
    acts.EndGrounding: lambda _: c.EndGrounding(),
    acts.SetSlow: lambda said: c.SetSlow(said.seconds),
    acts.Quiet: lambda said: c.Quiet(SeatId(said.seat), said.minutes, said.reason),
    acts.LiftQuiet: lambda said: c.LiftQuiet(SeatId(said.seat)),
    acts.SetHold: lambda said: c.SetHold(SeatId(said.seat) if said.seat is not None else None, said.on),
    acts.Release: lambda said: c.Release(MessageId(said.id)),
    acts.Decline: lambda said: c.Decline(MessageId(said.id), said.reason),
    acts.RemoveMessage: lambda said: c.RemoveMessage(MessageId(said.id), said.reason),
    acts.RestoreMessage: lambda said: c.RestoreMessage(MessageId(said.id)),
    acts.TagMessage: lambda said: c.TagMessage(MessageId(said.id), said.topic, said.on),
    acts.Drill: lambda said: c.Drill(tuple(dict.fromkeys(SeatId(seat) for seat in said.seats))),
    acts.UndoDrill: lambda _: c.UndoDrill(),
    acts.TakeBackInBackChannel: lambda said: d.TakeBackInBackChannel(MessageId(said.id)),
    acts.ClearBackChannel: lambda _: d.ClearBackChannel(),
    acts.SendNudge: lambda said: d.SendNudge(SeatId(said.seat), said.nudge),
    asks.AcceptSideRoom: lambda _: s.AcceptSideRoom(),
    asks.LeaveSideRoom: lambda _: s.LeaveSideRoom(),
    acts.OfferSideRoom: lambda said: s.OfferSideRoom(SeatId(said.seat), said.minutes),
    acts.WithdrawSideRoom: lambda _: s.WithdrawSideRoom(),
    acts.LengthenSideRoom: lambda _: s.LengthenSideRoom(),
    acts.EndSideRoom: lambda _: s.EndSideRoom(),
}
