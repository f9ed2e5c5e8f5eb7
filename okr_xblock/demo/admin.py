"""Courses, roles and account settings in the Django admin. What sends events is changed on the instructor's page."""

from django.contrib import admin

from .models import DemoCourse, DemoProfile, DemoStaff


@admin.register(DemoCourse)
class DemoCourseAdmin(admin.ModelAdmin):
    """Hide a course, or delete it and see what becomes of the key results that follow it."""

    list_display = ("title", "course_key", "visibility")


@admin.register(DemoStaff)
class DemoStaffAdmin(admin.ModelAdmin):
    """Who works in which course."""

    list_display = ("user", "course_key", "role")
    list_select_related = ("user",)


@admin.register(DemoProfile)
class DemoProfileAdmin(admin.ModelAdmin):
    """Who lives in which time zone."""

    list_display = ("user", "time_zone")
    list_select_related = ("user",)
